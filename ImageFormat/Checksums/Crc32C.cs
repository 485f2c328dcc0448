using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Entracte.ImageFormat.Checksums;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720, appendix B.4). The processor's instruction takes three cycles but can begin one each cycle: three blocks side
/// by side keep it busy.
/// </summary>
public static class Crc32C
{
    private const int BlockBytes = 4096;

    private static readonly ZeroShift OverBlock = new(BlockBytes);

    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of what <paramref name="checksum"/> stands for, followed by these bytes; 0 stands for nothing.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var register = ~checksum;
        while (bytes.Length >= 3 * BlockBytes)
        {
            register = ThreeBlocks(register, ref MemoryMarshal.GetReference(bytes));
            bytes = bytes[(3 * BlockBytes)..];
        }
        while (bytes.Length >= sizeof(ulong))
        {
            register = BitOperations.Crc32C(register, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var value in bytes)
            register = BitOperations.Crc32C(register, value);
        return ~register;
    }

    /// <summary>The checksum of two stretches of which each has its own.</summary>
    public static uint Join(uint first, uint second, long secondLengthBytes)
    {
        var left = secondLengthBytes;
        for (; left >= BlockBytes; left -= BlockBytes)
            first = OverBlock.Apply(first);
        for (; left > 0; left--)
            first = BitOperations.Crc32C(first, (byte)0);
        return first ^ second;
    }

    private static uint ThreeBlocks(uint first, ref byte start)
    {
        uint second = 0, third = 0;
        for (nint offset = 0; offset < BlockBytes; offset += sizeof(ulong))
        {
            first = BitOperations.Crc32C(first, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset)));
            second = BitOperations.Crc32C(second, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset + BlockBytes)));
            third = BitOperations.Crc32C(third, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset + 2 * BlockBytes)));
        }
        return OverBlock.Apply(OverBlock.Apply(first) ^ second) ^ third;
    }
}
