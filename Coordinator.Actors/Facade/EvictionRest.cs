using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A computation that could not be moved away, and runs on.</summary>
[MessagePackObject]
public sealed record EvictionRest
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public Failure Failure { get; init; } = new();
}
