using System.Diagnostics;
using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.SBR;

/// <summary>
/// Decides when nothing about members and their reachability has changed for a while and some do not answer. It looks again and again instead of listening to events: what
/// this member sees itself may change without anything new being known to the cluster.
/// </summary>
internal sealed class SplitBrainResolver : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly TimeSpan _stableAfter;
    private readonly string _role;
    private string _seen = "";
    private long _seenSince = Stopwatch.GetTimestamp();

    public SplitBrainResolver(TimeSpan stableAfter, string role)
    {
        _stableAfter = stableAfter;
        _role = role;
        Receive<LookDue>(_ => Look());
    }

    public ITimerScheduler Timers { get; set; }

    protected override void PreStart() => Timers.StartPeriodicTimer("look", new LookDue(), _stableAfter / 4);

    private void Look()
    {
        var situation = new KeepMajority(_cluster.Gossip, _cluster.SelfUniqueAddress, _role);
        var seen = situation.ToString();
        if (seen != _seen)
            (_seen, _seenSince) = (seen, Stopwatch.GetTimestamp());
        else if (situation.Unreachable.Count > 0 && !_cluster.IsTerminated && Stopwatch.GetElapsedTime(_seenSince) >= _stableAfter)
            Decide(situation);
    }

    private void Decide(KeepMajority situation)
    {
        if (!situation.Survives)
        {
            _log.Warning("This side of the cluster has no majority: it downs itself");
            _cluster.Down(_cluster.SelfAddress);
            return;
        }

        foreach (var member in situation.Acts ? situation.Unreachable : [])
        {
            _log.Warning("{0} is unreachable and this side has the majority: it is downed", member.Address);
            _cluster.Down(member.Address);
        }
    }

    private sealed record LookDue : INoSerializationVerificationNeeded;
}
