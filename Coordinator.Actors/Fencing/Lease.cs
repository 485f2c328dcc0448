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
/// What is launched begins with a whole lease of its own, as nobody else has it yet. What is restored runs by none but one that was granted: its order to run may have been on its way for long.
/// </summary>
/// <param name="EndMilliseconds">On the node's monotonic clock; null: nothing is fenced.</param>
/// <param name="IsStopped">The fenced computations are stopped.</param>
/// <param name="GrantedMilliseconds">Until when a coordinator has granted it, on the same clock, whether or not anything is fenced by now.</param>
internal sealed record Lease(double? EndMilliseconds, bool IsStopped, double GrantedMilliseconds = double.NegativeInfinity)
{
    public static Lease None { get; } = new(null, false);

    /// <summary>A grant never shortens what was granted before.</summary>
    public Lease Granted(LeaseGranted granted)
    {
        var until = Math.Max(GrantedMilliseconds, granted.SentAtMilliseconds + granted.LeaseMilliseconds);
        return this with { EndMilliseconds = EndMilliseconds is { } end && !granted.IsForRestored ? Math.Max(end, until) : EndMilliseconds, GrantedMilliseconds = until };
    }

    /// <summary>Whether what was restored may begin to run.</summary>
    public bool MayBegin(double nowMilliseconds) => nowMilliseconds < Begun().EndMilliseconds;

    /// <summary>Something that was restored begins to run, and nothing that is fenced here runs longer than was granted.</summary>
    public Lease Begun() => this with { EndMilliseconds = Math.Min(EndMilliseconds ?? double.PositiveInfinity, GrantedMilliseconds) };

    /// <returns>The lease after the look, and whether all that is fenced is to be stopped (true) or let go (false); null: neither.</returns>
    public (Lease Lease, bool? Stop) Look(bool hasFenced, double nowMilliseconds, double leaseMilliseconds)
    {
        if (!hasFenced)
            return (this with { EndMilliseconds = null, IsStopped = false }, null);
        var end = EndMilliseconds ?? nowMilliseconds + leaseMilliseconds;
        var isOver = nowMilliseconds >= end;
        return (this with { EndMilliseconds = end, IsStopped = isOver }, isOver == IsStopped ? null : isOver);
    }
}
