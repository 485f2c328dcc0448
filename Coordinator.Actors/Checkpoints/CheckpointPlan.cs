using Akka.Actor;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>What a checkpoint or kill is about.</summary>
/// <param name="Agents">The agents of the nodes that have roots of it.</param>
/// <param name="Roots">Their roots, as each node sees them.</param>
/// <param name="Keep">Generations that are left after the commit; 0: all.</param>
/// <param name="IntervalSeconds">Of the checkpoints that come by themselves, now and in the next life; 0: none come.</param>
/// <param name="IntervalKeep">Generations that those leave.</param>
/// <param name="External">What becomes of connections to somebody outside.</param>
internal sealed record CheckpointPlan(
    string Name,
    string ImagesDirectory,
    IReadOnlyDictionary<string, IActorRef> Agents,
    IReadOnlyDictionary<string, int[]> Roots,
    int Keep,
    WriteMode Mode,
    bool Compress,
    double IntervalSeconds,
    int IntervalKeep,
    ExternalConnections External)
{
    /// <summary>Of the computation, now and in the next life.</summary>
    public StandingOrders Standing { get; init; } = StandingOrders.None;

    /// <summary>The image is copied to other nodes behind the commit; only then can older ones go.</summary>
    public bool IsSpread => Standing.Copies > 1;

    /// <inheritdoc cref="RetireImages.Half"/>
    public int[] Half { get; init; } = [];

    /// <inheritdoc cref="CheckpointRequest.ExitStatus"/>
    public int ExitStatus { get; init; }

    /// <inheritdoc cref="CheckpointRequest.NoSync"/>
    public bool NoSync { get; init; }
}
