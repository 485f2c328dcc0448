using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Gossip;
using Akka.Event;

namespace Akka.Cluster;

/// <content>
/// Becoming a member. Seed nodes are asked whether they have a cluster; the first of them, and only that one, may found it when no other answers. A join is said
/// again until the welcome comes.
/// </content>
internal sealed partial class ClusterDaemon
{
    private const string JoinTimer = "join";

    private JoinTo _wanted;
    private Address _joining;

    private void ReceiveJoining()
    {
        Receive<JoinTo>(OnJoinTo, _ => !IsMember && !_cluster.IsTerminated);
        Receive<JoinDue>(_ => TryToJoin(), _ => !IsMember && !_cluster.IsTerminated);
        Receive<FoundDue>(_ => Found(), _ => !IsMember && _joining is null && !_cluster.IsTerminated);
        Receive<InitJoin>(_ => Sender.Tell(new InitJoinAck(_self.Address), Self), _ => IsMember);
        Receive<InitJoinAck>(ack => JoinThrough(ack.Address), _ => !IsMember && _joining is null && _wanted is not null);
        Receive<Join>(OnJoin, _ => IsMember);
        Receive<Welcome>(OnWelcome, welcome => !IsMember && welcome.From.Address == _joining);
    }

    private void OnJoinTo(JoinTo wanted)
    {
        _wanted = wanted;
        _joining = wanted.IsSeed ? null : wanted.Addresses[0];
        if (wanted.Addresses is [var only] && only == _self.Address)
        {
            Found();
            return;
        }

        Timers.StartPeriodicTimer(JoinTimer, new JoinDue(), _cluster.Settings.GossipInterval);
        if (wanted.IsSeed && wanted.Addresses[0] == _self.Address)
            Timers.StartSingleTimer("found", new FoundDue(), _cluster.Settings.SeedNodeTimeout);
        TryToJoin();
    }

    private void TryToJoin()
    {
        if (_joining is not null)
        {
            To(_joining).Tell(new Join(_self, _cluster.Settings.Roles));
            return;
        }

        foreach (var seed in _wanted.Addresses.Where(seed => seed != _self.Address))
            To(seed).Tell(new InitJoin());
    }

    private void JoinThrough(Address address)
    {
        _joining = address;
        // Should that member die before it answers, the seeds are asked again.
        if (_cluster.Settings.RetryUnsuccessfulJoinAfter is { } retry)
            Timers.StartSingleTimer("retry", _wanted, retry);
        TryToJoin();
    }

    private void Found()
    {
        _log.Info("Node [{0}] is JOINING itself and forming a new cluster", _self.Address);
        Timers.Cancel(JoinTimer);
        Update(GossipState.Empty.With(new Member(_self, int.MaxValue, MemberStatus.Joining, _cluster.Settings.Roles)));
        Lead();
    }

    private void OnJoin(Join join)
    {
        if (_state.Removed.ContainsKey(join.Node))
        {
            _log.Warning("{0} was a member before and wants to join again; it has to be started anew", join.Node);
            return;
        }

        if (_state.Find(join.Node.Address) is { } known && known.UniqueAddress != join.Node)
        {
            // A new incarnation of an address proves that the old one has ended. Its join is said again, and taken when the old one has been removed.
            if (known.Status != MemberStatus.Down)
                OnChange(new Change(known.Address, MemberStatus.Down));
            return;
        }

        if (!_state.Members.ContainsKey(join.Node))
        {
            _log.Info("Node [{0}] is JOINING, roles [{1}]", join.Node.Address, string.Join(',', join.Roles));
            Update(_state.With(new Member(join.Node, int.MaxValue, MemberStatus.Joining, join.Roles)));
        }

        Sender.Tell(new Welcome(_self, _state), Self);
    }

    private void OnWelcome(Welcome welcome)
    {
        if (!welcome.State.Members.ContainsKey(_self))
            return;
        Timers.Cancel(JoinTimer);
        Timers.Cancel("retry");
        _heard[welcome.From] = welcome.State.Fingerprint();
        Update(welcome.State);
    }

    /// <param name="IsSeed">They are asked first whether they have a cluster; otherwise the one address is joined as it is.</param>
    internal sealed record JoinTo(ImmutableList<Address> Addresses, bool IsSeed) : INoSerializationVerificationNeeded;

    private sealed record JoinDue : INoSerializationVerificationNeeded;

    private sealed record FoundDue : INoSerializationVerificationNeeded;
}
