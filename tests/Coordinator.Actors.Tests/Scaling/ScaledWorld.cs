using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Service;
using Entracte.Coordinator.Wire;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>
/// One coordinator and any number of nodes, the real actors, over machines that need no time. The two sides are actor systems of their own, joined by one <see cref="Link"/> a
/// node; one thread runs them in turns, so that what one side costs is seen, and how often it is the other's turn.
/// </summary>
internal sealed class ScaledWorld : IDisposable
{
    private const string Name = "wide";

    // Nothing is due by itself while it is measured.
    private const string Settings = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          loggers = []
          log-dead-letters = off
          actor.default-dispatcher { type = "{DISPATCHER}", queue = "{QUEUE}" }
        }
        entracte {
          images.directory = "/images"
          node { report-interval = 5h, look-interval = 5h }
          coordinator.node-unreachable-after = 20h
          attempt { nudge-interval = 5h, progress-interval = 5h, silence-max = 5h, step-timeout = 5h, drain-timeout = 5h }
        }
        """;

    private readonly MeasuredQueue coordinatorQueue = new();
    private readonly MeasuredQueue nodesQueue = new();
    private readonly ActorSystem coordinatorSystem;
    private readonly ActorSystem nodesSystem;
    private readonly SynchronizationContext? before = SynchronizationContext.Current;
    private readonly List<(IActorRef Agent, QuickHost Host)> nodes = [];
    private readonly List<Registrations> registrations = [];
    private readonly List<Link> links = [];
    private readonly SystemClock clock = new();

    public ScaledWorld(int nodeCount, int processesPerNode)
    {
        // Where there is a context, what awaits is not gone on with at once but somewhere else.
        SynchronizationContext.SetSynchronizationContext(null);
        coordinatorSystem = SystemOf("coordinator", coordinatorQueue);
        nodesSystem = SystemOf("nodes", nodesQueue);
        var settings = EntracteSettings.Of(ConfigOf(coordinatorQueue).WithFallback(EntracteConfiguration.Reference));
        var epochs = new EpochSource(clock);
        var coordinator = coordinatorSystem.ActorOf(Props.Create(() => new Coordination.Coordinator(epochs, clock, settings)), "coordinator");
        for (var number = 0; number < nodeCount; number++)
            Add(coordinator, settings with { NodeName = $"node-{number:00000}" }, new QuickHost(1000 + number * processesPerNode, processesPerNode));
        Report();
        RunUntil(() => nodeCount == 1 || registrations.TrueForAll(known => known.All is [{ Nodes: { } others }] && others.Length == nodeCount), "that all nodes know of each other");
    }

    public IReadOnlyList<Link> Links => links;

    public QuickStores Stores { get; } = new();

    /// <summary>Every node tells once what it has, as it does again and again.</summary>
    /// <returns>What that cost the coordinator.</returns>
    public TimeSpan Report()
    {
        Reset();
        foreach (var (agent, host) in nodes)
            Answer<ComputationStatus>(agent, new RegisterRequest { Pid = host.Root, Name = Name, ComputationId = "the-wide-one" });
        return coordinatorQueue.Busy;
    }

    public ScaledCheckpoint Checkpoint()
    {
        Reset();
        var result = Answer<CheckpointResult>(nodes[0].Agent, new CheckpointRequest { Target = Name, RequestId = "measured" });
        return new ScaledCheckpoint(result, Turns, coordinatorQueue.Busy, coordinatorQueue.AllocatedBytes);
    }

    public void Dispose()
    {
        Task[] ended = [coordinatorSystem.Terminate(), nodesSystem.Terminate()];
        while (!Task.WhenAll(ended).IsCompleted)
        {
            if (!coordinatorQueue.Run() & !nodesQueue.Run())
                Thread.Yield();
        }

        coordinatorQueue.Dispose();
        nodesQueue.Dispose();
        SynchronizationContext.SetSynchronizationContext(before);
    }

    /// <summary>How often the coordinator has waited for the nodes: nothing is faster than that many times there and back.</summary>
    private int Turns { get; set; }

    private static Config ConfigOf(MeasuredQueue queue) => ConfigurationFactory.ParseString(Settings
        .Replace("{DISPATCHER}", typeof(MeasuredDispatcherConfigurator).AssemblyQualifiedName, StringComparison.Ordinal)
        .Replace("{QUEUE}", queue.Name, StringComparison.Ordinal));

    private static ActorSystem SystemOf(string name, MeasuredQueue queue)
    {
        var system = ActorSystem.Create(name, ConfigOf(queue));
        EntracteSerializer.Bind((ExtendedActorSystem)system);
        return system;
    }

    private void Add(IActorRef coordinator, EntracteSettings settings, QuickHost host)
    {
        var link = new Link();
        var up = link.EndFor(coordinator, nodesSystem, coordinatorSystem);
        var machine = new HostRecord { Node = settings.NodeName };
        var known = new Registrations(settings.NodeName, settings.ImagesDirectory);
        var service = new ServiceKeeper(settings.NodeName, new NoServiceJournal(), clock.MonotonicMilliseconds);
        var stores = new QuickStores();
        if (links.Count == 0)
            stores = Stores;
        var agent = nodesSystem.ActorOf(
            Props.Create(() => new NodeAgent(up, host, stores, clock, machine, known, new NoJournal(), new NoFence(), service, null, settings)), settings.NodeName);
        registrations.Add(known);
        links.Add(link);
        nodes.Add((agent, host));
    }

    private void Reset()
    {
        coordinatorQueue.Reset();
        Turns = 0;
        links.ForEach(link => link.Messages.Clear());
    }

    private void RunUntil(Func<bool> condition, string what)
    {
        var begun = Stopwatch.StartNew();
        while (!condition())
        {
            if (nodesQueue.Run())
                Turns++;
            if (!coordinatorQueue.Run() && begun.Elapsed > TimeSpan.FromMinutes(10))
                throw new TimeoutException($"{what} did not come");
        }
    }

    private T Answer<T>(IActorRef agent, IEntracteMessage request)
    {
        var answer = agent.Ask<object>(request, Timeout.InfiniteTimeSpan);
        RunUntil(() => answer.IsCompleted, $"an answer to {request.GetType().Name}");
        return answer.Result is T expected ? expected : throw new InvalidOperationException($"{answer.Result}");
    }
}
