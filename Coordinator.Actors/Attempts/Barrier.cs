using System.Collections.Immutable;

namespace Entracte.Coordinator.Attempts;

/// <summary>
/// A named point that nobody passes until all awaited have arrived. It is a set and no counter: a message that comes twice changes nothing,
/// and a time-out can say who is missing.
/// </summary>
internal sealed record Barrier(string Name, ImmutableSortedSet<string> Awaited)
{
    public static Barrier None { get; } = new("", []);

    public bool IsPassed => Awaited.IsEmpty;

    public Barrier Arrive(string id) => this with { Awaited = Awaited.Remove(id) };

    public override string ToString() => $"{Name}, awaited from {string.Join(", ", Awaited)}";
}
