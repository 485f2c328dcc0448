using System.Collections.Immutable;

namespace Entracte.Coordinator.Attempts;

/// <summary>What an attempt has its actor do.</summary>
internal abstract record AttemptEffect
{
    private AttemptEffect()
    {
    }

    public sealed record Order(Step Step, ImmutableSortedSet<string> Nodes) : AttemptEffect;

    public sealed record OrderUndo(Failure Failure, ImmutableSortedSet<string> Nodes) : AttemptEffect;

    /// <summary>A new barrier is awaited: start its time.</summary>
    public sealed record Await(string Barrier) : AttemptEffect;

    public sealed record Passed(Step Step) : AttemptEffect;

    public sealed record Succeed : AttemptEffect;

    public sealed record GiveUp(Failure Failure) : AttemptEffect;
}
