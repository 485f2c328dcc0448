using Akka.Actor;
using Akka.Cluster;

namespace Entracte.Standin.Tests.Networks;

public sealed class ClusterTests : IAsyncLifetime
{
    private const string Downing = """
        akka.cluster.downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 4s
        """;

    private readonly Systems _systems = new();

    [Fact]
    public async Task Members_that_join_one_after_the_other_are_up_in_that_order_for_everybody()
    {
        var clusters = await _systems.FormAsync(_systems.StartMember("akka.cluster.roles = [first]"), _systems.StartMember(), _systems.StartMember());
        foreach (var cluster in clusters)
        {
            Assert.True(cluster.IsUp);
            var byAge = cluster.State.Members.Order(Comparer<Member>.Create((one, other) => one.IsOlderThan(other) ? -1 : 1)).Select(member => member.Address);
            Assert.Equal(clusters.Select(member => member.SelfAddress), byAge);
            Assert.Equal(clusters[0].SelfAddress, cluster.State.Members.Single(member => member.HasRole("first")).Address);
            Assert.Empty(cluster.State.Unreachable);
        }

        Assert.Single(clusters.Select(cluster => cluster.State.Leader).Distinct());
    }

    [Fact]
    public async Task Seed_nodes_form_one_cluster_whichever_starts_first()
    {
        var (first, second) = (Cluster.Get(_systems.StartMember("akka.cluster.seed-node-timeout = 500ms")), Cluster.Get(_systems.StartMember()));
        Address[] seeds = [first.SelfAddress, second.SelfAddress];
        second.JoinSeedNodes(seeds);
        first.JoinSeedNodes(seeds);
        foreach (var cluster in new[] { first, second })
            await Systems.UntilAsync(() => cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 2, $"{cluster.SelfAddress} sees both");
    }

    [Fact]
    public async Task A_subscriber_is_told_of_every_step_of_a_members_life()
    {
        var clusters = await _systems.FormAsync(_systems.StartMember(), _systems.StartMember());
        var (collector, kept) = Collector.In(clusters[0].System);
        clusters[0].Subscribe(collector, typeof(ClusterEvent.IMemberEvent));
        Assert.Equal(2, Assert.IsType<ClusterEvent.CurrentClusterState>(await RemotingTests.ReadAsync(kept)).Members.Count);
        clusters[1].Leave(clusters[1].SelfAddress);
        Assert.Equal(clusters[1].SelfAddress, Assert.IsType<ClusterEvent.MemberLeft>(await RemotingTests.ReadAsync(kept)).Member.Address);
        Assert.IsType<ClusterEvent.MemberExited>(await RemotingTests.ReadAsync(kept));
        Assert.Equal(MemberStatus.Exiting, Assert.IsType<ClusterEvent.MemberRemoved>(await RemotingTests.ReadAsync(kept)).PreviousStatus);
        await clusters[1].System.WhenTerminated.WaitAsync(Systems.Patience);
        Assert.Equal(clusters[0].SelfAddress, Assert.Single(clusters[0].State.Members).Address);
    }

    [Fact]
    public async Task A_member_that_dies_is_unreachable_then_downed_and_removed()
    {
        var clusters = await _systems.FormAsync(_systems.StartMember(Downing), _systems.StartMember(Downing), _systems.StartMember(Downing));
        var (collector, kept) = Collector.In(clusters[0].System);
        var died = clusters[2].SelfAddress;
        clusters[0].Subscribe(collector, typeof(ClusterEvent.MemberDowned), typeof(ClusterEvent.MemberRemoved), typeof(ClusterEvent.UnreachableMember));
        Assert.IsType<ClusterEvent.CurrentClusterState>(await RemotingTests.ReadAsync(kept));
        await clusters[2].System.Terminate();
        Assert.Equal(died, Assert.IsType<ClusterEvent.UnreachableMember>(await RemotingTests.ReadAsync(kept)).Member.Address);
        Assert.Equal(died, Assert.IsType<ClusterEvent.MemberDowned>(await RemotingTests.ReadAsync(kept)).Member.Address);
        Assert.Equal(MemberStatus.Down, Assert.IsType<ClusterEvent.MemberRemoved>(await RemotingTests.ReadAsync(kept)).PreviousStatus);
        await Systems.UntilAsync(() => clusters[1].State.Members.Count == 2, "the other survivor agrees");
    }

    [Fact]
    public async Task The_side_without_majority_ends_itself()
    {
        var clusters = await _systems.FormAsync(_systems.StartMember(Downing), _systems.StartMember(Downing), _systems.StartMember(Downing));
        await Task.WhenAll(clusters[0].System.Terminate(), clusters[1].System.Terminate());
        await clusters[2].System.WhenTerminated.WaitAsync(Systems.Patience);
        Assert.True(clusters[2].IsTerminated);
    }

    [Fact]
    public async Task A_new_incarnation_of_an_address_replaces_the_dead_one()
    {
        var first = _systems.StartMember();
        var mortal = _systems.StartMember();
        var clusters = await _systems.FormAsync(first, mortal);
        var (address, uid) = (clusters[1].SelfAddress, clusters[1].SelfUniqueAddress.Uid);
        await mortal.Terminate();
        var again = Cluster.Get(_systems.StartMember($"akka.remote.dot-netty.tcp.port = {address.Port}"));
        Assert.Equal(address, again.SelfAddress);
        await again.JoinAsync(clusters[0].SelfAddress).WaitAsync(Systems.Patience);
        var known = clusters[0].State.Members.Single(member => member.Address == address);
        Assert.NotEqual(uid, known.UniqueAddress.Uid);
        Assert.Equal(MemberStatus.Up, known.Status);
    }

    [Fact]
    public async Task A_member_that_was_downed_hears_of_it_and_ends()
    {
        var clusters = await _systems.FormAsync(_systems.StartMember(), _systems.StartMember());
        var removed = new TaskCompletionSource();
        clusters[1].RegisterOnMemberRemoved(() => removed.SetResult());
        clusters[0].Down(clusters[1].SelfAddress);
        await removed.Task.WaitAsync(Systems.Patience);
        await clusters[1].System.WhenTerminated.WaitAsync(Systems.Patience);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _systems.DisposeAsync();
}
