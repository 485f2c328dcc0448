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
        ProcFile.ReadText($"/proc/{member.LivingTid}/cmdline").TrimEnd('\0').Replace('\0', ' '),
        member.Status.ResidentBytes);
}
