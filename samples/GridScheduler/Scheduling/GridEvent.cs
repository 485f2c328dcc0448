using System.Collections.Immutable;

namespace Entracte.GridScheduler.Scheduling;

/// <summary>What the scheduler hears of.</summary>
internal abstract record GridEvent
{
    private GridEvent()
    {
    }

    public sealed record Submitted(JobOrder Order) : GridEvent;

    public sealed record CancelAsked(string Name) : GridEvent;

    /// <summary>These nodes can be used now. Who is not among them may be back in a moment: nothing new is started there, and nothing is given up.</summary>
    public sealed record NodesFound(ImmutableSortedDictionary<string, int> Slots) : GridEvent;

    /// <summary>It has been away for too long.</summary>
    public sealed record NodeLost(string Node) : GridEvent;

    /// <summary>Something happened to the job in the life that its attempt names.</summary>
    public abstract record OfJob(string Name, int Attempt) : GridEvent;

    public sealed record Started(string Name, int Attempt) : OfJob(Name, Attempt);

    /// <param name="Reason">For people.</param>
    public sealed record StartFailed(string Name, int Attempt, string Reason) : OfJob(Name, Attempt);

    public sealed record Parked(string Name, int Attempt, int Generation) : OfJob(Name, Attempt);

    /// <param name="IsFinal">Asking again will not help.</param>
    public sealed record ParkFailed(string Name, int Attempt, string Reason, bool IsFinal) : OfJob(Name, Attempt);

    /// <summary>An image exists; it runs on.</summary>
    public sealed record Saved(string Name, int Attempt, int Generation) : OfJob(Name, Attempt);

    public sealed record Ended(string Name, int Attempt, int ExitStatus) : OfJob(Name, Attempt);

    /// <summary>None of its processes is left, and it has left no status: it was killed, or its node has died and is back already.</summary>
    public sealed record Vanished(string Name, int Attempt) : OfJob(Name, Attempt);

    public sealed record Killed(string Name, int Attempt) : OfJob(Name, Attempt);

    public sealed record KillFailed(string Name, int Attempt, string Reason) : OfJob(Name, Attempt);
}
