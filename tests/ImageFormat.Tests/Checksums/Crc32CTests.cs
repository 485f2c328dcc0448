using System.Numerics;
using Entracte.ImageFormat.Checksums;

namespace Entracte.ImageFormat.Tests.Checksums;

public sealed class Crc32CTests
{
    [Fact]
    public void The_examples_of_RFC_3720_come_out()
    {
        Assert.Equal(0xe3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8a9136aau, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62a8ab43u, Crc32C.Of(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.Equal(0x46dd794eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(value => (byte)value)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(12287)]
    [InlineData(12288)]
    [InlineData(12289)]
    [InlineData(1_000_003)]
    public void Blocks_side_by_side_give_the_same_as_byte_after_byte(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var register = uint.MaxValue;
        foreach (var value in bytes)
            register = BitOperations.Crc32C(register, value);
        Assert.Equal(~register, Crc32C.Of(bytes));
        Assert.Equal(~register, Crc32C.Append(Crc32C.Of(bytes.AsSpan(0, length / 3)), bytes.AsSpan(length / 3)));
        Assert.Equal(~register, Crc32C.Join(Crc32C.Of(bytes.AsSpan(0, length / 3)), Crc32C.Of(bytes.AsSpan(length / 3)), length - length / 3));
    }
}
