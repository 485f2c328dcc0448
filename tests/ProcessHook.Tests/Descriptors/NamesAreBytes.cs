using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>The kernel takes every byte but NUL and '/' for a name.</summary>
public class NamesAreBytes
{
    public static TheoryData<byte[], string> Names => new()
    {
        { "plain"u8.ToArray(), "plain" },
        { "caf\u00e9 \u20ac \U0001f600"u8.ToArray(), "caf\u00e9 \u20ac \U0001f600" },
        { [0x63, 0xe9], "c\\xe9" },
        { [0xe2, 0x82], "\\xe2\\x82" },
        { [0xed, 0xa0, 0x80], "\\xed\\xa0\\x80" },
        { [0xf0, 0x9f, 0xc3, 0xa9, 0xff], "\\xf0\\x9f\u00e9\\xff" },
        { [0x1b, 0x5b, 0x0a], "\\x1b[\\x0a" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_text_and_bytes_again_without_loss_and_harmless_on_a_terminal(byte[] name, string shown)
    {
        Assert.Equal(name, KernelText.ToBytes(KernelText.Of(name)));
        Assert.Equal(shown, KernelText.ForPeople(KernelText.Of(name)));
    }

    [Fact]
    public void Every_byte_by_itself_comes_back_as_it_was()
    {
        for (var value = 1; value <= 255; value++)
            Assert.Equal([(byte)value, (byte)'x', (byte)value], KernelText.ToBytes(KernelText.Of([(byte)value, (byte)'x', (byte)value])));
    }

    [Fact]
    public void The_calls_of_Mono_take_names_as_they_are_written_here()
    {
        byte[] name = [.. "/tmp/entracte-"u8, 0xff, 0xe9, .. "-x"u8];
        Assert.Equal(name, Mono.Unix.UnixEncoding.Instance.GetBytes(KernelText.Of(name)));
    }
}
