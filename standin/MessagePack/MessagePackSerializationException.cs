namespace MessagePack;

/// <summary>Bytes that are no MessagePack, or not the MessagePack of the wanted type; or a type that cannot be written.</summary>
public class MessagePackSerializationException : Exception
{
    public MessagePackSerializationException()
    {
    }

    public MessagePackSerializationException(string? message)
        : base(message)
    {
    }

    public MessagePackSerializationException(string? message, Exception? inner)
        : base(message, inner)
    {
    }
}
