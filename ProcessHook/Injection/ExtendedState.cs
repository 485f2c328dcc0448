using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace Entracte.ProcessHook.Injection;

/// <summary>The XSAVE image of an x86-64 thread, as ptrace passes it (Intel SDM volume 1, chapter 13; arch/x86/include/uapi/asm/sigcontext.h).</summary>
internal static class ExtendedState
{
    /// <summary>More than any CPU has: the largest with AMX tiles is 11008.</summary>
    public const int BytesMax = 16384;

    public const int FeaturesOffset = 464;
    private const int PresentOffset = 512;
    private const int XsaveLeaf = 0xd;
    private const ulong TileData = 1ul << 18;
    private const int LegacyAndHeaderBytes = 576;

    /// <summary>
    /// The features and the size that rt_sigreturn(2) accepts. The kernel grants tile data, a dynamic feature, only to threads that asked for it; a frame that
    /// claims it without having it loses all vector registers.
    /// </summary>
    public static (ulong Features, int SizeBytes) ForSignalFrame(ReadOnlySpan<byte> state)
    {
        var features = BinaryPrimitives.ReadUInt64LittleEndian(state[FeaturesOffset..]);
        var present = BinaryPrimitives.ReadUInt64LittleEndian(state[PresentOffset..]);
        if ((features & TileData) == 0 || (present & TileData) != 0)
            return (features, state.Length);
        features &= ~TileData;
        var size = LegacyAndHeaderBytes;
        for (var feature = 2; feature < 63; feature++)
        {
            if ((features >> feature & 1) == 0)
                continue;
            var (length, offset, _, _) = X86Base.CpuId(XsaveLeaf, feature);
            size = Math.Max(size, offset + length);
        }
        return (features, size);
    }
}
