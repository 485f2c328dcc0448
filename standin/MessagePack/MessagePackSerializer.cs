using System.Buffers;
using MessagePack.Formatting;
using MessagePack.Wire;

namespace MessagePack;

/// <summary>The entry points, with the signatures of MessagePack-CSharp. Every failure is a <see cref="MessagePackSerializationException"/>.</summary>
public static class MessagePackSerializer
{
    public static MessagePackSerializerOptions DefaultOptions { get; set; } = MessagePackSerializerOptions.Standard;

    public static byte[] Serialize<T>(T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
        => Written(FormatterOf<T>.Instance, value).ToArray();

    public static void Serialize<T>(
        IBufferWriter<byte> writer, T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
        => writer.Write(Written(FormatterOf<T>.Instance, value));

    public static void Serialize<T>(Stream stream, T value, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
        => stream.Write(Written(FormatterOf<T>.Instance, value));

    public static byte[] Serialize(Type type, object? obj, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
        => FormatterFactory.ForType(type).WriteBoxed(obj).ToArray();

    public static T Deserialize<T>(ReadOnlyMemory<byte> buffer, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = new Input(buffer.Span, options ?? DefaultOptions);
        return Read(FormatterOf<T>.Instance, ref input);
    }

    public static T Deserialize<T>(
        in ReadOnlySequence<byte> byteSequence, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
        => Deserialize<T>(byteSequence.IsSingleSegment ? byteSequence.First : byteSequence.ToArray(), options, cancellationToken);

    public static T Deserialize<T>(Stream stream, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Deserialize<T>(bytes.ToArray(), options, cancellationToken);
    }

    public static object? Deserialize(
        Type type, ReadOnlyMemory<byte> bytes, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
        => FormatterFactory.ForType(type).ReadBoxed(bytes, options ?? DefaultOptions);

    public static string ConvertToJson(ReadOnlyMemory<byte> bytes, MessagePackSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var input = new Input(bytes.Span, options ?? DefaultOptions);
        return JsonText.Of(ref input);
    }

    internal static ReadOnlySpan<byte> Written<T>(Formatter<T> formatter, T value)
    {
        var output = new Output();
        try
        {
            formatter.Write(output, value);
        }
        catch (Exception failure) when (failure is not MessagePackSerializationException)
        {
            throw new MessagePackSerializationException($"Failed to serialize {typeof(T).FullName} value.", failure);
        }
        return output.Bytes;
    }

    internal static T Read<T>(Formatter<T> formatter, ref Input input)
    {
        try
        {
            return formatter.Read(ref input);
        }
        catch (Exception failure)
        {
            throw new MessagePackSerializationException($"Failed to deserialize {typeof(T).FullName} value.", failure);
        }
    }
}
