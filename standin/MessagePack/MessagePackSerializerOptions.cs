namespace MessagePack;

public class MessagePackSerializerOptions
{
    private MessagePackSerializerOptions(MessagePackSecurity security) => Security = security;

    public static MessagePackSerializerOptions Standard { get; } = new(MessagePackSecurity.TrustedData);

    public MessagePackSecurity Security { get; }

    public MessagePackSerializerOptions WithSecurity(MessagePackSecurity security) => new(security);
}
