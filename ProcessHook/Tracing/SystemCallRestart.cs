using System.Buffers.Binary;
using System.Collections.Concurrent;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tracing;

/// <summary>What becomes of a system call that our stop has interrupted. x86-64; see signal(7) and kernel/signal.c, arch_do_signal_or_restart.</summary>
internal static class SystemCallRestart
{
    public const int SyscallInstructionBytes = 2;

    private const long EINTR = 4;
    private const ulong SYS_restart_syscall = 219;
    private const byte MoveToEax = 0xb8;
    private const ushort SyscallInstruction = 0x050f;

    /// <summary>
    /// Calls that were seen before the kernel forgot their numbers, where the code does not tell them either, as in syscall(2)'s wrapper. A call that is waited in
    /// still has the registers with which it was made; should the thread's id be used again, the same registers mean the same call.
    /// </summary>
    private static readonly ConcurrentDictionary<(int Tid, ulong Rip, ulong Rsp, ulong Rdi, ulong Rsi, ulong Rdx), long> Remembered = new();

    private const int RememberedMost = 100_000;

    /// <summary>
    /// Calls such as epoll_wait, semop and sigtimedwait end with a plain EINTR. As -ERESTARTNOHAND instead they are issued again, and still become EINTR when a
    /// handler runs, which is what the program knows.
    /// </summary>
    public static bool MustBePatched(in UserRegisters registers) => (long)registers.OrigRax >= 0 && (long)registers.Rax == -EINTR;

    public static InterruptedCall? Find(int pid, in UserRegisters registers)
    {
        if ((long)registers.OrigRax < 0 || -(long)registers.Rax is not (>= InterruptedCall.RestartSys and <= InterruptedCall.RestartBlock and not 515))
            return null;
        var error = (int)-(long)registers.Rax;
        return new InterruptedCall(FindNumber(pid, registers, error), error);
    }

    private static long? FindNumber(int pid, in UserRegisters registers, int error)
    {
        var call = (pid, registers.Rip, registers.Rsp, registers.Rdi, registers.Rsi, registers.Rdx);
        if (registers.OrigRax == SYS_restart_syscall)
            return ReadNumberFromCode(pid, registers.Rip) ?? (Remembered.TryGetValue(call, out var known) ? known : null);
        var number = (long)registers.OrigRax;
        if (error == InterruptedCall.RestartBlock && ReadNumberFromCode(pid, registers.Rip) is null)
        {
            if (Remembered.Count >= RememberedMost)
                Remembered.Clear();
            Remembered[call] = number;
        }
        return number;
    }

    /// <summary>The <c>mov $number, %eax; syscall</c> that ends where the thread stands; compilers and C libraries write it so.</summary>
    private static long? ReadNumberFromCode(int pid, ulong rip)
    {
        Span<byte> code = stackalloc byte[7];
        return ProcessVm.TryRead(pid, rip - 7, code) == code.Length
            && code[0] == MoveToEax
            && BinaryPrimitives.ReadUInt16LittleEndian(code[5..]) == SyscallInstruction
            ? BinaryPrimitives.ReadInt32LittleEndian(code[1..])
            : null;
    }
}
