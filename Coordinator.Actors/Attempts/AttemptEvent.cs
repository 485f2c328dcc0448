namespace Entracte.Coordinator.Attempts;

/// <summary>What an attempt hears of.</summary>
internal abstract record AttemptEvent
{
    private AttemptEvent()
    {
    }

    public sealed record Begin : AttemptEvent;

    /// <summary>A node, with everything on it, has arrived at the end of a step.</summary>
    public sealed record Reached(string Node, Step Step) : AttemptEvent;

    /// <summary>A node has given up and is putting back what it did.</summary>
    public sealed record Failed(string Node, Failure Failure) : AttemptEvent;

    public sealed record Lost(string Node) : AttemptEvent;

    /// <summary>The time for this barrier is over.</summary>
    public sealed record TimedOut(string Barrier) : AttemptEvent;

    /// <summary>Orders may have been lost on the way: say them again to those that have not arrived.</summary>
    public sealed record Nudge : AttemptEvent;

    /// <summary>Nobody wants it any more: the one who asked has left, or the coordinator ends.</summary>
    public sealed record Withdrawn(Failure Failure) : AttemptEvent;

    /// <summary>Everything of a node is as it was before the attempt.</summary>
    public sealed record Undone(string Node) : AttemptEvent;
}
