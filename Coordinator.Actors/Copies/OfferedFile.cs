using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>One file of an image that is offered.</summary>
[MessagePackObject]
public sealed record OfferedFile
{
    [Key(0)] public string Name { get; init; } = "";
    [Key(1)] public long LengthBytes { get; init; }
}
