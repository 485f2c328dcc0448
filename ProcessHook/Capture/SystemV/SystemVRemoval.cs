using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>
/// Objects that end between the moment they are listed and the moment they are looked into. Members stand still, but anybody else of their user may remove them, and what looked like
/// an object that nobody alive uses often has somebody who is just tidying up.
/// </summary>
internal static class SystemVRemoval
{
    private const int IPC_STAT = 2;
    private const int EINVAL = 22;
    private const int EIDRM = 43;

    /// <summary>struct msqid64_ds and semid64_ds are not longer (include/uapi/asm-generic/msgbuf.h, arch/x86/include/uapi/asm/sembuf.h).</summary>
    private const int StructureBytes = 128;

    /// <returns>False for one that is there, also where the process may not read it (EACCES).</returns>
    public static bool IsGone(ISyscallServer member, SystemVObject candidate)
    {
        var batch = new SyscallBatch();
        var space = batch.AddSpace(StructureBytes);
        var call = candidate.Kind == SystemVKind.SemaphoreSet
            ? batch.Add(SystemCall.semctl, candidate.Id, 0, IPC_STAT, space)
            : batch.Add(SystemCall.msgctl, candidate.Id, IPC_STAT, space);
        return member.Run(batch).Raw(call) is -EINVAL or -EIDRM;
    }
}
