using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>How did, or will, a restart end? Answered by RestartResult or Failure when it has.</summary>
[MessagePackObject]
public sealed record RestartQuery : IEntracteMessage
{
    [Key(0)] public string RestartId { get; init; } = "";
}
