namespace Entracte.Coordinator.Attempts;

/// <summary>What one node's part of an attempt hears of.</summary>
internal abstract record NodeEvent
{
    private NodeEvent()
    {
    }

    public sealed record Ordered(Step Step) : NodeEvent;

    public sealed record Taken(Step Step) : NodeEvent;

    public sealed record Broke(Step Step, Failure Failure) : NodeEvent;

    public sealed record UndoOrdered(Failure Failure) : NodeEvent;

    /// <summary>Nothing was heard from the coordinator for longer than anybody may stand still for it.</summary>
    public sealed record Silence : NodeEvent;

    public sealed record PutBack : NodeEvent;
}
