using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Answered by SystemStatus.</summary>
[MessagePackObject]
public sealed record StatusRequest : IEntracteMessage
{
    [Key(0)] public string Target { get; init; } = "";
}
