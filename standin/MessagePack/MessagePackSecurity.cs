namespace MessagePack;

/// <summary>How much the bytes are trusted. The stand-in always checks lengths and depth, so that both levels are the same here.</summary>
public class MessagePackSecurity
{
    public static readonly MessagePackSecurity TrustedData = new();

    public static readonly MessagePackSecurity UntrustedData = new();

    private MessagePackSecurity()
    {
    }

    public int MaximumObjectGraphDepth { get; private init; } = 500;

    public MessagePackSecurity WithMaximumObjectGraphDepth(int maximumObjectGraphDepth) => new() { MaximumObjectGraphDepth = maximumObjectGraphDepth };
}
