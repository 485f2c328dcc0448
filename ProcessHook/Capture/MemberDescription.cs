using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture;

/// <summary>Describes a suspended process for those who ask who was suspended.</summary>
internal static class MemberDescription
{
    public static MemberProcess Of(FrozenMember member) => new(
        member.HostPid,
        member.Pid,
        0,
        member.Process.Threads.Count,
        CommandOf(member.LivingTid),
        member.Status.ResidentBytes);

    /// <summary>The same of one that runs; null where it has ended.</summary>
    public static MemberProcess? OfRunning(int hostPid)
    {
        try
        {
            if (LivingThread.Find(hostPid) is not { } living)
                return null;
            var status = ProcessStatus.Of(living);
            return new MemberProcess(hostPid, status.OwnPid, 0, status.Threads, CommandOf(living), status.ResidentBytes);
        }
        catch (Exception gone) when (gone is LinuxException or IOException)
        {
            return null;
        }
    }

    private static string CommandOf(int livingTid) => ProcFile.ReadText($"/proc/{livingTid}/cmdline").TrimEnd('\0').Replace('\0', ' ');
}
