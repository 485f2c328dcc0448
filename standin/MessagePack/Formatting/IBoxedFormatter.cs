namespace MessagePack.Formatting;

/// <summary>A formatter for callers who know the type only at run time.</summary>
internal interface IBoxedFormatter
{
    ReadOnlySpan<byte> WriteBoxed(object? value);

    object? ReadBoxed(ReadOnlyMemory<byte> bytes, MessagePackSerializerOptions options);
}
