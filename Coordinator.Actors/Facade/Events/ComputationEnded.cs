using MessagePack;

namespace Entracte.Coordinator;

/// <summary>The last process of a computation has ended.</summary>
[MessagePackObject]
public sealed record ComputationEnded : EntracteEvent;
