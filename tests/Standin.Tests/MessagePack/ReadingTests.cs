using MessagePack;

namespace Entracte.Standin.Tests.MessagePack;

public sealed class ReadingTests
{
    [Fact]
    public void What_was_written_is_read()
    {
        var gapped = new Gapped { First = 300, Third = "drei", Inner = new Gapped { First = -5 } };
        Assert.Equal(gapped, RoundTrip(gapped));
        Assert.Equal<Shape>(new Named("x"), RoundTrip<Shape>(new Named("x")));
        Assert.Null(RoundTrip<Shape?>(null));
        Assert.Equal([1.5, -2], RoundTrip(new[] { 1.5, -2 }));
        Assert.Equal(Guid.AllBitsSet, RoundTrip(Guid.AllBitsSet));
        Assert.Equal(ConsoleColor.Red, RoundTrip(ConsoleColor.Red));
        Assert.Equal(long.MinValue, RoundTrip(long.MinValue));
    }

    [Fact]
    public void A_shorter_array_leaves_what_it_lacks_at_its_initial_value()
        => Assert.Equal("initial", MessagePackSerializer.Deserialize<Nested>(Convert.FromHexString("9105")).Second);

    [Fact]
    public void Elements_beyond_the_known_keys_are_passed_over()
        => Assert.Equal(5, MessagePackSerializer.Deserialize<Nested[]>(Convert.FromHexString("92" + "9405A16193010203C3" + "9205A161"))[1].First);

    [Fact]
    public void An_unknown_member_of_a_union_is_null()
    {
        var shapes = MessagePackSerializer.Deserialize<Shape?[]>(Convert.FromHexString("92" + "92639101" + "92009102"));
        Assert.Null(shapes[0]);
        Assert.Equal(new Numbered { Value = 2 }, shapes[1]);
    }

    [Theory]
    [InlineData("DDFFFFFFFF")]
    [InlineData("DD7FFFFFFF0102")]
    [InlineData("93")]
    [InlineData("9301")]
    [InlineData("C1")]
    [InlineData("A161")]
    [InlineData("")]
    public void Bytes_that_are_no_array_of_numbers_are_refused(string hex)
        => Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<int[]>(Convert.FromHexString(hex)));

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_before_the_stack_ends()
    {
        var nested = Enumerable.Repeat((byte)0x94, 100_000).ToArray();
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.ConvertToJson(nested));
        var inner = Enumerable.Repeat<byte[]>([0x94, 0, 0xc0, 0xc0], 10_000).SelectMany(bytes => bytes).ToArray();
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Gapped>(inner));
    }

    [Fact]
    public void A_number_that_does_not_fit_is_refused()
        => Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<byte>(Convert.FromHexString("CD0100")));

    private static T RoundTrip<T>(T value)
        => MessagePackSerializer.Deserialize<T>(MessagePackSerializer.Serialize(value), MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData));
}
