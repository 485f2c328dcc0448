using System.Collections.Immutable;

namespace Entracte.GridScheduler.Scheduling;

/// <summary>All that a decision depends on.</summary>
/// <param name="Nodes">Slots of the nodes that are there now.</param>
internal sealed record GridState(ImmutableSortedDictionary<string, Job> Jobs, ImmutableSortedDictionary<string, int> Nodes)
{
    public static GridState Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, Job>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    /// <summary>The queue: who comes first.</summary>
    public IEnumerable<Job> InOrder => Jobs.Values.OrderByDescending(job => job.Order.Priority).ThenBy(job => job.Serial);

    public GridState With(Job job) => this with { Jobs = Jobs.SetItem(job.Name, job) };
}
