using Akka.Actor;
using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Restarts;

/// <summary>What a restart is about.</summary>
/// <param name="Asker">Who wants the ticket (a restart that is not detached).</param>
internal sealed record RestartPlan(
    string RestartId,
    Registration Registration,
    string Directory,
    bool TrustFiles,
    StandardStreams Streams,
    bool Detached,
    IReadOnlyDictionary<string, IActorRef> Agents,
    IActorRef Asker)
{
    /// <inheritdoc cref="Computations.RestartOrder.Places"/>
    public required IReadOnlyDictionary<string, string[]> Places { get; init; }

    /// <inheritdoc cref="Computations.RestartOrder.Addresses"/>
    public required IReadOnlyDictionary<string, string> Addresses { get; init; }

    /// <inheritdoc cref="Computations.RestartOrder.Home"/>
    public required string Home { get; init; }

    /// <summary>Nobody runs before the gate is opened.</summary>
    public bool IsHeld { get; init; }
}
