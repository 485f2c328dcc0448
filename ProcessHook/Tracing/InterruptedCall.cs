namespace Entracte.ProcessHook.Tracing;

/// <summary>
/// The system call in which a stopped thread was found. Its number is known even where the kernel has forgotten it: after one resume
/// of a call with -ERESTART_RESTARTBLOCK only restart_syscall(2) is left in orig_rax, and the number is read from the code before rip.
/// </summary>
/// <param name="Number">The call's number, or null where the code before rip does not tell it.</param>
/// <param name="RestartError">The positive kernel-internal error found in rax: 512, 513, 514 or 516 (include/linux/errno.h).</param>
public readonly record struct InterruptedCall(long? Number, int RestartError)
{
    public const int RestartSys = 512;
    public const int RestartNoIntr = 513;
    public const int RestartNoHand = 514;
    public const int RestartBlock = 516;
}
