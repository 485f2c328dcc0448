using System.Collections.Immutable;
using Akka.Actor;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Rollbacks;

/// <summary>A rollback that is under way, as its computation remembers it.</summary>
/// <param name="Id">By which answers are recognised; the restart has it as well.</param>
/// <param name="Happened">In words.</param>
internal sealed record Rollback(string Id, RollbackCause Cause, string Happened, RollbackStep Step)
{
    /// <summary>The same has been tried before and told; it is looked at again, because another node may have come.</summary>
    public bool IsToldAlready { get; init; }

    /// <summary>Who waits to become the husk; null: the node agent starts it.</summary>
    public IActorRef? Asker { get; init; }

    /// <summary>Where the husk will be; empty: on the first of the nodes.</summary>
    public string Home { get; init; } = "";

    /// <summary>The nodes that were lost; empty after a crash, also where one came first.</summary>
    public ImmutableHashSet<string> Lost { get; init; } = [];

    /// <summary>The coordinator has told the nodes that are there, which it does only with the majority.</summary>
    public bool HasMajority { get; init; }

    public IReadOnlyDictionary<string, IActorRef> Agents { get; init; } = new Dictionary<string, IActorRef>();

    public double FencedAtMilliseconds { get; init; }

    /// <summary>When it was asked for the image first, on the monotonic clock.</summary>
    public double AskedAtMilliseconds { get; init; }

    /// <summary>Whose answer is awaited.</summary>
    public ImmutableHashSet<string> Awaited { get; init; } = [];

    public ImmutableDictionary<string, ImageFound> Found { get; init; } = ImmutableDictionary<string, ImageFound>.Empty;

    public RollbackImage Image { get; init; }

    public int Generation { get; init; }

    public SparePlacement? Placement { get; init; }

    /// <summary>Nodes that have not told yet who has outlived the roots there.</summary>
    public int HeirsAwaited { get; init; }

    /// <summary>Whether the end of what is left has been ordered, or is about to be, and not been answered.</summary>
    public bool IsEndAwaited { get; init; }

    /// <summary>How often it has been tried.</summary>
    public int EndTries { get; init; }

    /// <summary>Why the last try did not succeed; empty when it did.</summary>
    public string EndFailure { get; init; } = "";
}
