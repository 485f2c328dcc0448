using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A computation that was ended.</summary>
[MessagePackObject]
public sealed record KillResult : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";

    /// <summary>The processes that were killed, as their node agents see them.</summary>
    [Key(2)] public int[] HostPids { get; init; } = [];
}
