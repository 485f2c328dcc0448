using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// Gives every husk the open files that it holds or leads but that another one has made: fetched from that one by pidfd_getfd, passed on by SCM_RIGHTS. Who leads a file that is on its
/// way to somebody does not hold it, and has its flags, locks and owner to set all the same.
/// </summary>
internal static class DescriptorSharing
{
    /// <summary>So many descriptors of others this process has at a time; it may not have more than some thousands (getrlimit(2)).</summary>
    private const int AtOnce = 500;

    public static void Share(IReadOnlyList<HuskDescriptors> husks)
    {
        var makers = new Dictionary<ulong, HuskDescriptors>();
        foreach (var husk in husks)
        {
            foreach (var id in husk.Ids)
                makers.TryAdd(id, husk);
        }
        var missing = husks.Select(husk => (Husk: husk, Ids: Missing(husk).Where(makers.ContainsKey).ToArray())).Where(holder => holder.Ids.Length > 0).ToArray();
        foreach (var ids in missing.SelectMany(holder => holder.Ids).Distinct().Chunk(AtOnce))
            Pass(ids, makers, missing);
    }

    private static IEnumerable<ulong> Missing(HuskDescriptors husk)
    {
        var held = husk.Member.Record.Descriptors.Select(descriptor => descriptor.OpenFileId);
        var watched = husk.Member.Record.OpenFiles.OfType<ImageFormat.Records.EventPollRecord>().SelectMany(poll => poll.Targets).Select(target => target.OpenFileId);
        var led = husk.Member.Record.OpenFiles.Select(file => file.OpenFileId);
        return held.Concat(watched).Concat(led).Distinct().Where(id => !husk.Has(id));
    }

    /// <summary>Fetches some of them once each, and passes them to all who miss them.</summary>
    private static void Pass(ulong[] ids, Dictionary<ulong, HuskDescriptors> makers, (HuskDescriptors Husk, ulong[] Ids)[] missing)
    {
        var handles = new Dictionary<ulong, SafeFileHandle>();
        try
        {
            foreach (var id in ids)
                handles.Add(id, makers[id].Fetch(id));
            SideBySide.ForEach(missing, holder => Give(holder.Husk, [.. holder.Ids.Where(handles.ContainsKey)], handles));
        }
        finally
        {
            foreach (var handle in handles.Values)
                handle.Dispose();
        }
    }

    private static void Give(HuskDescriptors husk, ulong[] ids, Dictionary<ulong, SafeFileHandle> handles)
    {
        if (ids.Length == 0)
            return;
        var numbers = husk.Member.Server.SendDescriptors([.. ids.Select(id => handles[id])]);
        for (var index = 0; index < ids.Length; index++)
        {
            husk.Begin();
            husk.Keep(ids[index], numbers[index], "A shared descriptor cannot be passed on");
        }
        husk.Send();
    }
}
