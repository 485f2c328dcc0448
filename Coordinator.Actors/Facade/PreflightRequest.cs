using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Asks a node what a checkpoint of the tree below a process would meet; answered by PreflightReport or Failure.</summary>
[MessagePackObject]
public sealed record PreflightRequest : IEntracteMessage
{
    [Key(0)] public int Pid { get; init; }
}
