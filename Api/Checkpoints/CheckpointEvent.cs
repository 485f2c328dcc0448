using Entracte.Api.Problems;

namespace Entracte.Api.Checkpoints;

/// <summary>One line of the stream that answers a checkpoint order: exactly one of its members is there.</summary>
public sealed record CheckpointEvent
{
    public CheckpointProgress? Progress { get; init; }

    /// <summary>The last line of a success.</summary>
    public CheckpointReport? Report { get; init; }

    /// <summary>The last line of a failure: the response's status was sent long before.</summary>
    public Problem? Problem { get; init; }
}
