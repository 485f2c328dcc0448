namespace Entracte.Coordinator.Attempts;

/// <summary>What one node's part of an attempt has its actor do.</summary>
internal abstract record NodeEffect
{
    private NodeEffect()
    {
    }

    public sealed record Take(Step Step) : NodeEffect;

    public sealed record ReportReached(Step Step) : NodeEffect;

    public sealed record ReportFailed(Failure Failure) : NodeEffect;

    /// <summary>Ask the step that is being taken to end early.</summary>
    public sealed record Cancel : NodeEffect;

    /// <summary>Let everybody run on and remove what was written.</summary>
    public sealed record PutBack : NodeEffect;

    public sealed record ReportUndone : NodeEffect;

    /// <summary>Nothing is held any more.</summary>
    public sealed record Close : NodeEffect;
}
