namespace Entracte.Coordinator.Fencing;

/// <summary>
/// How long a node may let computations run that others start anew when it is lost. Pure.
/// <code>
/// fenced computations | now              | was stopped | what is to be done
/// none                | any              | any         | nothing; the next one begins with a whole lease
/// some                | before the end   | no          | nothing
/// some                | before the end   | yes         | let go
/// some                | at or after it   | no          | stop
/// some                | at or after it   | yes         | nothing
/// </code>
/// A coordinator that has heard of a computation by a report of time t grants until t + lease, and waits longer than that for a node that it does not hear: so no node runs what is started elsewhere.
/// </summary>
/// <param name="EndMilliseconds">On the node's monotonic clock; null: nothing is fenced.</param>
/// <param name="IsStopped">The fenced computations are stopped.</param>
internal sealed record Lease(double? EndMilliseconds, bool IsStopped)
{
    public static Lease None { get; } = new(null, false);

    /// <summary>A grant never shortens what was granted before.</summary>
    public Lease Granted(LeaseGranted granted)
        => EndMilliseconds is { } end ? this with { EndMilliseconds = Math.Max(end, granted.SentAtMilliseconds + granted.LeaseMilliseconds) } : this;

    /// <returns>The lease after the look, and whether all that is fenced is to be stopped (true) or let go (false); null: neither.</returns>
    public (Lease Lease, bool? Stop) Look(bool hasFenced, double nowMilliseconds, double leaseMilliseconds)
    {
        if (!hasFenced)
            return (None, null);
        var end = EndMilliseconds ?? nowMilliseconds + leaseMilliseconds;
        var isOver = nowMilliseconds >= end;
        return (new Lease(end, isOver), isOver == IsStopped ? null : isOver);
    }
}
