using System.Buffers.Binary;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// The first code of ours that a thread sees: a <c>syscall</c> instruction behind which the way home follows, so that a thread whose tracer dies there sets its
/// mask, loads its registers and goes on. It lies in unused bytes behind executable code, only while it is needed, and touches no stack: the
/// program's own stack pointer stays in place all the time, should a signal handler run. x86-64.
/// </summary>
internal sealed class Trampoline
{
    private const ulong CarryParityAdjustZeroSign = 0xd5;
    private const ulong DirectionFlag = 0x400;
    private const ulong OverflowFlag = 0x800;
    private const byte SYS_rt_sigprocmask = 14;
    private const byte SIG_SETMASK = 2;

    private readonly ProcessMemory memory;
    private readonly byte[] code;
    private readonly byte[] zeros;

    private Trampoline(ProcessMemory memory, ulong address, byte[] code)
        => (this.memory, Address, this.code, zeros) = (memory, address, code, new byte[code.Length]);

    public ulong Address { get; }

    /// <summary>Prepares it for a thread; <see cref="Write"/> puts it there.</summary>
    public static Trampoline For(int pid, ProcessMemory memory, HomeContext context)
    {
        var site = TrampolineSite.Find(pid, memory, LengthBytes);
        if (context.Native.Rip - site < LengthBytes)
            throw new HookLeavingException(pid);
        return new Trampoline(memory, site, Assemble(context));
    }

    /// <summary>The same for all: so that what a dead tracer left behind is found again.</summary>
    public const int LengthBytes = 223;

    /// <summary>Whether these bytes begin with a trampoline, of whatever thread.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes[0] == 0x0f && bytes[1] == 0x05 && bytes[2] == 0xb8 && bytes[7..10].SequenceEqual((ReadOnlySpan<byte>)[0x04, 0x01, 0x9e]);

    public void Write() => memory.Write(Address, code);

    public void Erase() => memory.Write(Address, zeros);

    private static byte[] Assemble(HomeContext context)
    {
        var home = context.Home;
        var code = new List<byte>(320) { 0x0f, 0x05 };
        // Flags first: neither `mov` nor a system call changes them. `add` sets overflow, `sahf` the other five, without a stack.
        code.AddRange([0xb8, (byte)((home.Eflags & OverflowFlag) != 0 ? 0x7f : 0), (byte)((home.Eflags & CarryParityAdjustZeroSign) | 2), 0, 0]);
        code.AddRange([0x04, 0x01, 0x9e, (byte)((home.Eflags & DirectionFlag) != 0 ? 0xfd : 0xfc)]);
        code.AddRange([0xb8, SYS_rt_sigprocmask, 0, 0, 0, 0xbf, SIG_SETMASK, 0, 0, 0, 0xba, 0, 0, 0, 0, 0x41, 0xba, 8, 0, 0, 0]);
        code.AddRange([0x48, 0x8d, 0x35, 0, 0, 0, 0]); // lea mask(%rip), %rsi
        var maskReference = code.Count;
        code.AddRange([0x0f, 0x05]);
        ReadOnlySpan<ulong> registers =
        [
            home.Rax, home.Rcx, home.Rdx, home.Rbx, home.Rsp, home.Rbp, home.Rsi, home.Rdi,
            home.R8, home.R9, home.R10, home.R11, home.R12, home.R13, home.R14, home.R15,
        ];
        for (var register = 0; register < registers.Length; register++)
        {
            code.AddRange([(byte)(register < 8 ? 0x48 : 0x49), (byte)(0xb8 + register % 8)]); // movabs
            Append(code, registers[register]);
        }
        code.AddRange([0xff, 0x25, 0, 0, 0, 0]); // jmp *0(%rip)
        Append(code, home.Rip);
        var bytes = new byte[LengthBytes];
        code.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(code.Count), context.SignalMask);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(maskReference - sizeof(int)), code.Count - maskReference);
        return bytes;
    }

    private static void Append(List<byte> code, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        code.AddRange(bytes);
    }
}
