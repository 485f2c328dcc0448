using MessagePack;

namespace Entracte.Standin.Tests.MessagePack;

[MessagePackObject]
public sealed record Nested
{
    [Key(0)]
    public int First { get; init; }

    [Key(1)]
    public string Second { get; init; } = "initial";
}
