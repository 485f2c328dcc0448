using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Gossip;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>
/// Keeps this member's knowledge of the cluster: gossips it to all others, watches whether they answer, and, where it leads, moves members on once all have heard
/// the same.
/// </summary>
internal sealed partial class ClusterDaemon : ReceiveActor, IWithTimers
{
    public const string Name = "cluster";

    private readonly Cluster _cluster;
    private readonly UniqueAddress _self;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<UniqueAddress, string> _heard = [];
    private readonly Dictionary<UniqueAddress, long> _answeredAt = [];
    private readonly HashSet<UniqueAddress> _confirmedExits = [];
    private GossipState _state = GossipState.Empty;
    private string _fingerprint = "";
    private long _beatAt = Stopwatch.GetTimestamp();

    public ClusterDaemon(Cluster cluster)
    {
        _cluster = cluster;
        _self = cluster.SelfUniqueAddress;
        ReceiveJoining();
        ReceiveSubscriptions();
        Receive<GossipEnvelope>(OnGossip, _ => IsMember);
        Receive<Heartbeat>(heartbeat => To(heartbeat.From.Address).Tell(new HeartbeatRsp(_self)));
        Receive<HeartbeatRsp>(answer => _answeredAt[answer.From] = Stopwatch.GetTimestamp(), answer => _state.Members.ContainsKey(answer.From));
        Receive<Change>(OnChange, _ => IsMember);
        Receive<ExitingConfirmed>(confirmed =>
        {
            _confirmedExits.Add(confirmed.Node);
            Lead();
        });
        Receive<ExitingCompleted>(_ => OnExitingCompleted());
        Receive<GossipDue>(_ => TellAll(), _ => IsMember);
        Receive<BeatDue>(_ => Beat(), _ => IsMember);
        Receive<LeadDue>(_ => Lead(), _ => IsMember);
    }

    public ITimerScheduler Timers { get; set; }

    private bool IsMember => _state.Members.ContainsKey(_self);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("gossip", new GossipDue(), _cluster.Settings.GossipInterval);
        Timers.StartPeriodicTimer("beat", new BeatDue(), _cluster.Settings.HeartbeatInterval);
        Timers.StartPeriodicTimer("lead", new LeadDue(), _cluster.Settings.LeaderActionsInterval);
    }

    private void OnGossip(GossipEnvelope envelope)
    {
        if (!_state.Members.ContainsKey(envelope.From))
        {
            // A member that was removed while it could not be reached is told so. Anybody else is no member of this cluster.
            if (_state.Removed.ContainsKey(envelope.From))
                Sender.Tell(new GossipEnvelope(_self, _state), Self);
            return;
        }

        var theirs = envelope.State.Fingerprint();
        _heard[envelope.From] = theirs;
        Update(_state.Merge(envelope.State));
        if (IsMember && theirs != _fingerprint)
            Sender.Tell(new GossipEnvelope(_self, _state), Self);
        Lead();
    }

    private void OnChange(Change change)
    {
        if (_state.Find(change.Address) is not { } member || member.Status >= change.Status)
            return;
        _log.Info("{0} is marked as {1}", member.Address, change.Status);
        Update(_state.With(member.With(change.Status)));
        Lead();
    }

    /// <summary>Takes over a state, tells everybody what is new in it, and ends when this member is no longer part of it.</summary>
    private void Update(GossipState next)
    {
        var fingerprint = next.Fingerprint();
        if (fingerprint == _fingerprint)
            return;
        var before = _state;
        (_state, _fingerprint) = (next, fingerprint);
        foreach (var known in _answeredAt.Keys.Where(known => !next.Members.ContainsKey(known)).ToList())
            _answeredAt.Remove(known);
        _cluster.Know(next);
        Publish(before, next);
        TellAll();
        if (next.Members.GetValueOrDefault(_self) is { Status: MemberStatus.Down })
            End(downed: true);
        else if (before.Members.ContainsKey(_self) && !IsMember)
            End(next.Removed.GetValueOrDefault(_self));
        else if (next.Members.GetValueOrDefault(_self) is { Status: MemberStatus.Exiting } && before.Members[_self].Status < MemberStatus.Exiting)
            _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
    }

    private void TellAll()
    {
        var envelope = new GossipEnvelope(_self, _state);
        foreach (var member in _state.Members.Keys.Where(member => member != _self))
            To(member.Address).Tell(envelope);
    }

    private void Beat()
    {
        var late = Stopwatch.GetElapsedTime(_beatAt) > 2 * _cluster.Settings.HeartbeatInterval;
        _beatAt = Stopwatch.GetTimestamp();
        var patience = _cluster.Settings.HeartbeatInterval + _cluster.Settings.HeartbeatPause;
        var unreachable = ImmutableHashSet.CreateBuilder<UniqueAddress>();
        foreach (var member in _state.Members.Keys.Where(member => member != _self))
        {
            // If this process itself stood still, the others are not to blame for what it has not heard.
            if (late || !_answeredAt.TryGetValue(member, out var answeredAt))
                _answeredAt[member] = answeredAt = _beatAt;
            if (Stopwatch.GetElapsedTime(answeredAt) > patience)
                unreachable.Add(member);
            To(member.Address).Tell(new Heartbeat(_self));
        }

        Update(_state.Observe(_self, unreachable.ToImmutable()));
    }

    /// <summary>What only the leader does, and only when all that count have heard of everything that it knows.</summary>
    private void Lead()
    {
        if (!IsMember || _state.Leader?.UniqueAddress != _self || !HasConverged)
            return;
        var next = _state;
        var number = next.Members.Values.Where(member => member.UpNumber != int.MaxValue).Select(member => member.UpNumber).DefaultIfEmpty(0).Max();
        foreach (var member in _state.Members.Values)
        {
            next = member.Status switch
            {
                MemberStatus.Joining when _state.Members.Count >= _cluster.Settings.MinNrOfMembers => next.With(member.With(MemberStatus.Up, ++number)),
                MemberStatus.Leaving => next.With(member.With(MemberStatus.Exiting)),
                MemberStatus.Exiting when _confirmedExits.Contains(member.UniqueAddress) || _state.IsUnreachable(member.UniqueAddress) => next.Without(member),
                MemberStatus.Down => next.Without(member),
                _ => next,
            };
        }

        Update(next);
    }

    private bool HasConverged => _state.Members.Values.All(member => member.UniqueAddress == _self || member.Status switch
    {
        MemberStatus.Down => true,
        MemberStatus.Exiting => true,
        MemberStatus.Joining => !_state.IsUnreachable(member.UniqueAddress),
        _ => !_state.IsUnreachable(member.UniqueAddress) && _heard.GetValueOrDefault(member.UniqueAddress) == _fingerprint,
    });

    private void OnExitingCompleted()
    {
        if (!IsMember)
            return;
        foreach (var member in _state.Members.Keys.Where(member => member != _self))
            To(member.Address).Tell(new ExitingConfirmed(_self));
        End(downed: false);
    }

    private void End(bool downed)
    {
        Timers.CancelAll();
        var last = _state;
        if (last.Members.GetValueOrDefault(_self) is { } self)
        {
            _state = last.Without(self);
            _cluster.Know(_state);
            Publish(last, _state);
        }

        _log.Info("This node is no longer a member of the cluster{0}", downed ? ": it was downed" : "");
        _cluster.Removed();
        if (downed && _cluster.Settings.RunCoordinatedShutdownWhenDown)
            _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
    }

    private IActorRef To(Address address) => _cluster.Provider.ResolveActorRef(new RootActorPath(address) / ["system", Name]);

    internal sealed record Change(Address Address, MemberStatus Status) : INoSerializationVerificationNeeded;

    internal sealed record ExitingCompleted : INoSerializationVerificationNeeded;

    private sealed record GossipDue : INoSerializationVerificationNeeded;

    private sealed record BeatDue : INoSerializationVerificationNeeded;

    private sealed record LeadDue : INoSerializationVerificationNeeded;
}
