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
