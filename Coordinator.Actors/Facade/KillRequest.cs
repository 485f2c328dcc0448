using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Which computation is to end.</summary>
[MessagePackObject]
public sealed record KillRequest : IEntracteMessage
{
    /// <summary>Name or id.</summary>
    [Key(0)] public string Target { get; init; } = "";
}
