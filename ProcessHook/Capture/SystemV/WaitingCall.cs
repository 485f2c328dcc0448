using Entracte.ProcessHook.Capture.Threads;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>A thread that waits in semop(2) or msgop(2) has the object's id in its first argument.</summary>
internal static class WaitingCall
{
    public static (SystemVKind, int)? ObjectOf(ThreadSight thread) => thread.Call?.Number switch
    {
        SystemCall.semop or SystemCall.semtimedop => (SystemVKind.SemaphoreSet, (int)thread.Registers.Rdi),
        SystemCall.msgsnd or SystemCall.msgrcv => (SystemVKind.MessageQueue, (int)thread.Registers.Rdi),
        _ => null,
    };
}
