using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Coordination;

/// <summary>Is there a coordinator, and has it heard what I asked? Answered by NodeWelcome, at once, and by the answer, when there is one.</summary>
[MessagePackObject]
public sealed record CoordinatorProbe : IEntracteMessage;
