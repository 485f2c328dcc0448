using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace Entracte.Standin.Tests.Networks;

public sealed class SingletonTests : IAsyncLifetime
{
    private const string Role = "akka.cluster.roles = [host]\n";

    private const string Downing = Role + """
        akka.cluster.downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 4s
        """;

    private readonly Systems _systems = new();
    private readonly ConcurrentQueue<string> _lives = new();

    [Fact]
    public async Task It_runs_on_the_oldest_of_its_role_and_is_reached_from_everywhere()
    {
        var systems = new[] { _systems.StartMember(), _systems.StartMember(Role), _systems.StartMember(Role) };
        await _systems.FormAsync(systems);
        foreach (var proxy in StartEverywhere(systems))
            Assert.Equal($"{Systems.AddressOf(systems[1])}: hello", await proxy.Ask<string>("hello", Systems.Patience));
        Assert.Equal([$"{Systems.AddressOf(systems[1])} begins"], _lives);
    }

    [Fact]
    public async Task When_its_member_leaves_it_has_ended_there_before_it_begins_elsewhere()
    {
        var systems = new[] { _systems.StartMember(Role), _systems.StartMember(Role), _systems.StartMember() };
        var clusters = await _systems.FormAsync(systems);
        var proxies = StartEverywhere(systems);
        Assert.Equal($"{Systems.AddressOf(systems[0])}: before", await proxies[2].Ask<string>("before", Systems.Patience));
        clusters[0].Leave(clusters[0].SelfAddress);
        await systems[0].WhenTerminated.WaitAsync(Systems.Patience);
        Assert.Equal($"{Systems.AddressOf(systems[1])}: after", await proxies[2].Ask<string>("after", Systems.Patience));
        var (old, young) = (Systems.AddressOf(systems[0]), Systems.AddressOf(systems[1]));
        Assert.Equal([$"{old} begins", $"{old} ends", $"{young} begins"], _lives);
    }

    [Fact]
    public async Task When_its_member_dies_the_next_oldest_takes_over()
    {
        var systems = new[] { _systems.StartMember(Downing), _systems.StartMember(Downing), _systems.StartMember(Downing) };
        await _systems.FormAsync(systems);
        var proxies = StartEverywhere(systems);
        Assert.Equal($"{Systems.AddressOf(systems[0])}: before", await proxies[2].Ask<string>("before", Systems.Patience));
        await systems[0].Terminate();
        var young = Systems.AddressOf(systems[1]);
        await Systems.UntilAsync(() => _lives.Contains($"{young} begins"), "the next oldest begins");
        Assert.Equal($"{young}: after", await proxies[2].Ask<string>("after", Systems.Patience));
        Assert.DoesNotContain($"{Systems.AddressOf(systems[2])} begins", _lives);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _systems.DisposeAsync();

    /// <summary>A manager where the role is, a proxy everywhere.</summary>
    private IActorRef[] StartEverywhere(ActorSystem[] systems)
    {
        foreach (var system in systems.Where(system => Cluster.Get(system).SelfRoles.Contains("host")))
        {
            var (name, lives) = (Systems.AddressOf(system).ToString(), _lives);
            var settings = ClusterSingletonManagerSettings.Create(system).WithRole("host").WithSingletonName("one").WithHandOverRetryInterval(TimeSpan.FromMilliseconds(100));
            system.ActorOf(ClusterSingletonManager.Props(Props.Create(() => new Only(name, lives)), PoisonPill.Instance, settings), "manager");
        }

        return
        [
            .. systems.Select(system => system.ActorOf(ClusterSingletonProxy.Props(
                "/user/manager",
                ClusterSingletonProxySettings.Create(system).WithRole("host").WithSingletonName("one").WithSingletonIdentificationInterval(TimeSpan.FromMilliseconds(100))))),
        ];
    }

    private sealed class Only : ReceiveActor
    {
        private readonly string _name;
        private readonly ConcurrentQueue<string> _lives;

        public Only(string name, ConcurrentQueue<string> lives)
        {
            (_name, _lives) = (name, lives);
            ReceiveAny(message => Sender.Tell($"{name}: {message}"));
        }

        protected override void PreStart() => _lives.Enqueue($"{_name} begins");

        protected override void PostStop() => _lives.Enqueue($"{_name} ends");
    }
}
