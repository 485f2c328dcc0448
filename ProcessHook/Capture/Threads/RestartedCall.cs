using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture.Threads;

/// <summary>
/// How an interrupted system call goes on in a new life. The kernel issues a call again when the registers say so: its number in orig_rax and -ERESTART… in
/// rax (arch/x86/kernel/signal.c). That works in a fresh process too, except for -ERESTART_RESTARTBLOCK, whose continuation lies in the old kernel's task:
/// such a call is issued from the beginning, and fails with EINTR when a handler runs, as it would have.
/// </summary>
internal static class RestartedCall
{
    public static UserRegisters Prepare(UserRegisters registers, InterruptedCall? call)
    {
        if (call is not { Number: { } number })
            return registers;
        var error = call.Value.RestartError == InterruptedCall.RestartBlock ? InterruptedCall.RestartNoHand : call.Value.RestartError;
        return registers with { OrigRax = (ulong)number, Rax = unchecked((ulong)-error) };
    }
}
