using MessagePack;

namespace Entracte.Standin.Tests.MessagePack;

[MessagePackObject]
public sealed record Numbered : Shape
{
    [Key(0)]
    public int Value { get; init; }
}
