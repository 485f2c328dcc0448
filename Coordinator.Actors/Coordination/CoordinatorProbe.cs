using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Coordination;

/// <summary>Is there a coordinator? Answered by NodeWelcome, at once.</summary>
[MessagePackObject]
public sealed record CoordinatorProbe : IEntracteMessage;
