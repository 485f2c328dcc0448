using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Asks a node to read an image to its last byte; answered by VerifyReport or Failure.</summary>
[MessagePackObject]
public sealed record VerifyRequest : IEntracteMessage
{
    [Key(0)] public string Directory { get; init; } = "";
}
