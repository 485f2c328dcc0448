using System.Numerics;

namespace Entracte.ImageFormat.Checksums;

/// <summary>
/// What a CRC-32C register becomes when a fixed number of zero bytes follows. That is a linear function of its 32 bits, here as four tables of
/// 256 entries; it lets checksums of neighbouring blocks, computed side by side, become the checksum of both.
/// </summary>
internal sealed class ZeroShift
{
    private readonly uint[] table = new uint[4 * 256];

    /// <param name="byteCount">A multiple of 8.</param>
    public ZeroShift(int byteCount)
    {
        Span<uint> ofBit = stackalloc uint[32];
        for (var bit = 0; bit < 32; bit++)
        {
            var register = 1u << bit;
            for (var done = 0; done < byteCount; done += sizeof(ulong))
                register = BitOperations.Crc32C(register, 0UL);
            ofBit[bit] = register;
        }
        for (var index = 0; index < table.Length; index++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                if ((index >> bit & 1) != 0)
                    table[index] ^= ofBit[index / 256 * 8 + bit];
            }
        }
    }

    public uint Apply(uint register)
        => table[register & 255] ^ table[256 + (register >> 8 & 255)] ^ table[512 + (register >> 16 & 255)] ^ table[768 + (register >> 24)];
}
