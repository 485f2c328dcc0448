using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// Builds the x86-64 signal frame from which rt_sigreturn(2) restores a thread: struct rt_sigframe (arch/x86/include/asm/sigframe.h), followed by
/// the extended state with the marks by which the kernel recognizes it. Without them vector registers are silently lost.
/// </summary>
internal static class SignalFrame
{
    private const int FrameBytes = 448; // 440, rounded up to what the extended state's alignment needs
    private const int Flags = 8;
    private const int Registers = 48;
    private const int Segments = 192;
    private const int ExtendedStatePointer = 232;
    private const int SignalMask = 304;

    private const ulong UC_FP_XSTATE = 1;
    private const ulong UC_SIGCONTEXT_SS = 2;
    private const ulong UC_STRICT_RESTORE_SS = 4;
    private const ushort UserCodeSegment = 0x33;
    private const ushort UserStackSegment = 0x2b;

    private const int SoftwareReserved = 464;
    private const int SoftwareReservedEnd = 512;
    private const uint FP_XSTATE_MAGIC1 = 0x46505853;
    private const uint FP_XSTATE_MAGIC2 = 0x46505845;

    /// <summary>How many bytes <see cref="Write"/> takes, a multiple of 64, for an extended state of this size.</summary>
    public static int SizeBytes(int extendedStateBytes) => FrameBytes + ((extendedStateBytes + sizeof(uint) + 63) & ~63);

    /// <summary>Writes the frame as it shall lie at a 64-byte aligned address of the thread's process.</summary>
    public static void Write(Span<byte> frame, ulong address, HomeContext context)
    {
        frame.Clear();
        var home = context.Home;
        BinaryPrimitives.WriteUInt64LittleEndian(frame[Flags..], UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS);
        ReadOnlySpan<ulong> registers =
        [
            home.R8, home.R9, home.R10, home.R11, home.R12, home.R13, home.R14, home.R15, home.Rdi, home.Rsi, home.Rbp, home.Rbx,
            home.Rdx, home.Rax, home.Rcx, home.Rsp, home.Rip, home.Eflags,
        ];
        MemoryMarshal.AsBytes(registers).CopyTo(frame[Registers..]);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[Segments..], UserCodeSegment);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[(Segments + 6)..], UserStackSegment);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[ExtendedStatePointer..], address + FrameBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[SignalMask..], context.SignalMask);
        WriteExtendedState(frame[FrameBytes..], context.ExtendedState);
    }

    private static void WriteExtendedState(Span<byte> to, ReadOnlySpan<byte> state)
    {
        var (features, size) = ExtendedState.ForSignalFrame(state);
        state[..size].CopyTo(to);
        var reserved = to[SoftwareReserved..SoftwareReservedEnd];
        reserved.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(reserved, FP_XSTATE_MAGIC1);
        BinaryPrimitives.WriteInt32LittleEndian(reserved[4..], size + sizeof(uint));
        BinaryPrimitives.WriteUInt64LittleEndian(reserved[8..], features);
        BinaryPrimitives.WriteInt32LittleEndian(reserved[16..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(to[size..], FP_XSTATE_MAGIC2);
    }
}
