using Akka.Actor;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Attempts;

/// <summary>An attempt tells its computation how it ended: the result, or why there is none. It never leaves the coordinator.</summary>
internal sealed record AttemptEnded(AttemptKey Key, IEntracteMessage? Result, Failure? Failure) : INoSerializationVerificationNeeded
{
    /// <summary>It has failed beyond the point of no return: on some nodes it is done.</summary>
    public bool IsInPart { get; init; }
}
