using MessagePack;

namespace Entracte.Standin.Tests.MessagePack;

/// <summary>The bytes of MessagePack-CSharp 3.1, value by value. With the real package these tests say whether the vectors are right.</summary>
public sealed class BytesTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "CC80")]
    [InlineData(255, "CCFF")]
    [InlineData(256, "CD0100")]
    [InlineData(65535, "CDFFFF")]
    [InlineData(65536, "CE00010000")]
    [InlineData(int.MaxValue, "CE7FFFFFFF")]
    [InlineData(-1, "FF")]
    [InlineData(-32, "E0")]
    [InlineData(-33, "D0DF")]
    [InlineData(-128, "D080")]
    [InlineData(-129, "D1FF7F")]
    [InlineData(-32768, "D18000")]
    [InlineData(-32769, "D2FFFF7FFF")]
    [InlineData(int.MinValue, "D280000000")]
    public void An_integer_takes_the_shortest_form_whatever_its_type(int value, string expected)
    {
        Assert.Equal(expected, Hex(value));
        Assert.Equal(expected, Hex((long)value));
        if (value is >= short.MinValue and <= short.MaxValue)
            Assert.Equal(expected, Hex((short)value));
        if (value >= 0)
            Assert.Equal(expected, Hex((ulong)value));
        if (value is >= 0 and <= 255)
            Assert.Equal(expected, Hex((byte)value));
    }

    [Fact]
    public void A_long_beyond_32_bits_takes_eight_bytes()
    {
        Assert.Equal("CF0000000100000000", Hex(1L << 32));
        Assert.Equal("CFFFFFFFFFFFFFFFFF", Hex(ulong.MaxValue));
        Assert.Equal("D3FFFFFFFF7FFFFFFF", Hex(int.MinValue - 1L));
    }

    [Fact]
    public void Simple_values_have_their_one_form()
    {
        Assert.Equal("C0", Hex<string?>(null));
        Assert.Equal("C3", Hex(true));
        Assert.Equal("C2", Hex(false));
        Assert.Equal("CA3FC00000", Hex(1.5f));
        Assert.Equal("CB3FF8000000000000", Hex(1.5));
        Assert.Equal("C40301FF00", Hex(new byte[] { 1, 255, 0 }));
        Assert.Equal("C0", Hex<int?>(null));
        Assert.Equal("05", Hex<int?>(5));
        Assert.Equal("03", Hex(DayOfWeek.Wednesday));
        Assert.Equal("CD03E8", Hex(TimeSpan.FromTicks(1000)));
        Assert.Equal("92D0C0A161", Hex(new Nested { First = -64, Second = "a" }));
    }

    [Theory]
    [InlineData(0, "A0")]
    [InlineData(31, "BF")]
    [InlineData(32, "D920")]
    [InlineData(255, "D9FF")]
    [InlineData(256, "DA0100")]
    [InlineData(65535, "DAFFFF")]
    [InlineData(65536, "DB00010000")]
    public void A_string_begins_with_the_count_of_its_bytes(int byteCount, string expected)
    {
        Assert.StartsWith(expected, Hex(new string('a', byteCount)), StringComparison.Ordinal);
        if (byteCount % 2 == 0)
            Assert.StartsWith(expected, Hex(new string('ä', byteCount / 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_lists_and_sets_are_arrays_and_dictionaries_are_maps()
    {
        Assert.Equal("93010203", Hex(new[] { 1, 2, 3 }));
        Assert.Equal("93010203", Hex(new List<int> { 1, 2, 3 }));
        Assert.Equal("93010203", Hex<IReadOnlyList<int>>([1, 2, 3]));
        Assert.Equal("9101", Hex(new HashSet<int> { 1 }));
        Assert.StartsWith("DC0010", Hex(new int[16]), StringComparison.Ordinal);
        Assert.StartsWith("DD00010000", Hex(new int[65536]), StringComparison.Ordinal);
        Assert.Equal("81A16101", Hex(new Dictionary<string, int> { ["a"] = 1 }));
    }

    [Fact]
    public void A_guid_is_its_thirty_six_characters()
        => Assert.Equal("D924" + Convert.ToHexString("00112233-4455-6677-8899-aabbccddeeff"u8), Hex(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")));

    [Fact]
    public void An_object_is_an_array_with_nil_at_unused_keys()
        => Assert.Equal("9401C0A178C0", Hex(new Gapped { First = 1, Third = "x" }));

    [Fact]
    public void A_member_of_a_union_is_its_number_and_itself()
    {
        Assert.Equal("920791A178", Hex<Shape>(new Named("x")));
        Assert.Equal("92009102", Hex<Shape>(new Numbered { Value = 2 }));
        Assert.Equal("9102", Hex(new Numbered { Value = 2 }));
    }

    [Fact]
    public void Json_shows_what_the_bytes_say()
        => Assert.Equal("[1,null,\"x\",[true,\"AQI=\",{\"5\":-1.5}]]", MessagePackSerializer.ConvertToJson(Convert.FromHexString("9401C0A17893C3C4020102" + "8105CBBFF8000000000000")));

    private static string Hex<T>(T value) => Convert.ToHexString(MessagePackSerializer.Serialize(value));
}
