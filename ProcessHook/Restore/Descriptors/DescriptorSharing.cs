using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Gives every husk the open files that it holds but does not lead: fetched from the leader's husk by pidfd_getfd, passed on by SCM_RIGHTS.</summary>
internal static class DescriptorSharing
{
    /// <summary>Linux passes at most 253 at a time (SCM_MAX_FD).</summary>
    private const int AtOnce = 100;

    public static void Share(IReadOnlyList<HuskDescriptors> husks)
    {
        var leaders = new Dictionary<ulong, HuskDescriptors>();
        foreach (var husk in husks)
        {
            foreach (var id in husk.Ids)
                leaders.TryAdd(id, husk);
        }
        foreach (var husk in husks)
        {
            foreach (var ids in Missing(husk).Where(leaders.ContainsKey).Chunk(AtOnce))
                Pass(husk, ids, leaders);
        }
    }

    private static IEnumerable<ulong> Missing(HuskDescriptors husk)
    {
        var held = husk.Member.Record.Descriptors.Select(descriptor => descriptor.OpenFileId);
        var watched = husk.Member.Record.OpenFiles.OfType<ImageFormat.Records.EventPollRecord>().SelectMany(poll => poll.Targets).Select(target => target.OpenFileId);
        return held.Concat(watched).Distinct().Where(id => !husk.Has(id));
    }

    private static void Pass(HuskDescriptors husk, ulong[] ids, Dictionary<ulong, HuskDescriptors> leaders)
    {
        var handles = new List<SafeHandle>();
        try
        {
            foreach (var id in ids)
                handles.Add(leaders[id].Fetch(id));
            var numbers = husk.Member.Server.SendDescriptors([.. handles]);
            for (var index = 0; index < ids.Length; index++)
            {
                husk.Begin();
                husk.Keep(ids[index], numbers[index], "A shared descriptor cannot be passed on");
            }
            husk.Send();
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }
}
