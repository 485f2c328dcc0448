using MessagePack;

namespace Entracte.Standin.Tests.MessagePack;

[MessagePackObject]
public sealed record Gapped
{
    [Key(0)]
    public int First { get; init; }

    [Key(2)]
    public string? Third { get; init; }

    [Key(3)]
    public Gapped? Inner { get; init; }

    [IgnoreMember]
    public bool HasInner => Inner is not null;
}
