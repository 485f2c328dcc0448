using MessagePack.Wire;

namespace MessagePack.Formatting;

/// <summary>How values of one type are written and read.</summary>
internal abstract class Formatter<T> : IBoxedFormatter
{
    public abstract void Write(Output output, T value);

    public abstract T Read(ref Input input);

    ReadOnlySpan<byte> IBoxedFormatter.WriteBoxed(object? value) => MessagePackSerializer.Written(this, (T)value!);

    object? IBoxedFormatter.ReadBoxed(ReadOnlyMemory<byte> bytes, MessagePackSerializerOptions options)
    {
        var input = new Input(bytes.Span, options);
        return MessagePackSerializer.Read(this, ref input);
    }
}
