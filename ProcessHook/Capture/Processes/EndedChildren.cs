using System.Globalization;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>The zombies among the children of a process. Those of a suspended one stay what they are: nobody can ask about them meanwhile.</summary>
internal static class EndedChildren
{
    public static EndedChildRecord[] Of(FrozenMember member, OutsideIds outside)
        => [.. member.Threads.SelectMany(thread => ChildrenOf(member.HostPid, thread.HostTid)).Select(child => TryDescribe(child, outside)).OfType<EndedChildRecord>()];

    /// <summary>A zombie's pid as the computation sees it; null for anybody else than a member's child that has ended.</summary>
    /// <param name="hostPid">Whose; not positive for who is gone.</param>
    /// <param name="members">By host pid.</param>
    public static int? PidOf(int hostPid, IReadOnlyDictionary<int, int> members)
    {
        try
        {
            return hostPid > 0 && ProcessStat.Of(hostPid) is { State: 'Z' } stat && members.ContainsKey(stat.ParentHostPid) ? ProcessStatus.Of(hostPid).OwnPid : null;
        }
        catch (LinuxException)
        {
            return null; // he has been waited for meanwhile
        }
    }

    /// <summary>proc_tid_children(5): every child belongs to the thread that made it.</summary>
    private static IEnumerable<int> ChildrenOf(int hostPid, int hostTid)
        => ProcFile.ReadText($"/proc/{hostPid}/task/{hostTid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pid => int.Parse(pid, CultureInfo.InvariantCulture));

    private static EndedChildRecord? TryDescribe(int hostPid, OutsideIds outside)
    {
        try
        {
            var stat = ProcessStat.Of(hostPid);
            // A main thread that ended before the others looks the same, but has company.
            if (stat.State != 'Z' || stat.Threads > 1)
                return null;
            var status = ProcessStatus.Of(hostPid);
            return new EndedChildRecord
            {
                Pid = status.OwnPid,
                ProcessGroup = outside.GroupOf(status.OwnProcessGroup, stat.HostProcessGroup),
                Session = outside.SessionOf(status.OwnSession, stat.HostSession),
                ExitSignal = stat.ExitSignal,
                ExitStatus = stat.ExitStatus,
            };
        }
        catch (LinuxException gone) when (gone.Errno == NativeConvert.FromErrno(Errno.ESRCH))
        {
            return null; // its parent ignores SIGCHLD, so nobody will ever ask
        }
    }
}
