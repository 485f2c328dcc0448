namespace Entracte.GridScheduler.Running;

/// <summary>How the scheduler works.</summary>
internal sealed record GridOptions
{
    public int DefaultSlots { get; init; } = 1;

    /// <summary>Of nodes that have others.</summary>
    public IReadOnlyDictionary<string, int> Slots { get; init; } = new Dictionary<string, int>();

    /// <summary>For how long a node may be away before its jobs are started elsewhere. Long enough for it to have stopped its own, should it only be cut off.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    public int SlotsOf(string node) => Slots.TryGetValue(node, out var slots) ? slots : DefaultSlots;
}
