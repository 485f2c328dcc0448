using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Service;
using Entracte.Coordinator.Questions;
using Entracte.Coordinator.Wire;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>
/// A coordinator and some nodes, the real actors, in a world where one thread runs everything, time passes only between two turns, and the seed decides what
/// happens next.
/// </summary>
internal sealed partial class World : IClock, IDisposable
{
    public const string ComputationId = "the-computation";
    public const string ComputationName = "crowd";
    private const string Settings = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          loggers = []
          log-dead-letters = off
          actor.serialize-messages = on
          scheduler.implementation = "{SCHEDULER}"
          actor.default-dispatcher { type = "{DISPATCHER}", run-queue = "{QUEUE}", throughput = 1 }
          # Guardians have one of their own.
          actor.internal-dispatcher { type = "{DISPATCHER}", run-queue = "{QUEUE}", throughput = 1 }
        }
        entracte.images.directory = "/images"
        """;

    private readonly ActorSystem system;
    private readonly TestScheduler scheduler;
    private readonly IActorRef stage;
    private readonly List<string> story = [];
    private readonly EntracteSettings settings;
    private int clients;
    private readonly SynchronizationContext? before = SynchronizationContext.Current;
    private IActorRef network = ActorRefs.Nobody;
    private IActorRef coordinator = ActorRefs.Nobody;

    /// <param name="copies">That the computation wants of each image, on different nodes.</param>
    public World(int seed, int nodes, int members, int copies = 1)
    {
        Copies = copies;
        // Where there is a context, what awaits is not gone on with at once but somewhere else.
        SynchronizationContext.SetSynchronizationContext(null);
        Queue = new RunQueue(seed);
        Crowd = new Crowd(Queue.Random);
        var config = ConfigurationFactory.ParseString(Settings
            .Replace("{SCHEDULER}", typeof(TestScheduler).AssemblyQualifiedName, StringComparison.Ordinal)
            .Replace("{DISPATCHER}", typeof(SeededDispatcherConfigurator).AssemblyQualifiedName, StringComparison.Ordinal)
            .Replace("{QUEUE}", Queue.Name, StringComparison.Ordinal));
        system = ActorSystem.Create("simulation", config);
        scheduler = (TestScheduler)system.Scheduler;
        EntracteSerializer.Bind((ExtendedActorSystem)system);
        stage = system.ActorOf(Props.Create(() => new Stage()), "stage");
        Nodes = [.. Enumerable.Range(1, nodes).Select(number => new SimulatedNode($"node-{number}", new SeededHost(this, $"node-{number}", number)))];
        Populate(members);
        settings = EntracteSettings.Of(config.WithFallback(EntracteConfiguration.Reference));
        Raise();
        Register();
    }

    public RunQueue Queue { get; }

    public int Copies { get; }

    public Crowd Crowd { get; }

    public Witness Witness { get; } = new();

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public IEnumerable<SimulatedNode> LivingNodes => Nodes.Where(node => !node.HasDied);

    public TimeSpan Now { get; private set; }

    public long UnixMilliseconds => 1_700_000_000_000 + (long)Now.TotalMilliseconds;

    public double MonotonicMilliseconds => Now.TotalMilliseconds;

    /// <summary>What has happened, in order.</summary>
    public IReadOnlyList<string> Story => story;

    private Random Random => Queue.Random;

    public void Tell(string happened) => story.Add($"{Now.TotalSeconds:0.000} {happened}");

    /// <summary>Asks a node's agent for something.</summary>
    /// <returns>Its answer, once there is one; a lost message, or an agent that was killed, may never give it.</returns>
    public Answer AskOnce(SimulatedNode node, IEntracteMessage request)
    {
        var answer = new Answer();
        var door = node.Agent;
        Action<object> answered = message => answer.Given ??= message;
        Enter(Props.Create(() => new Client(answered)), "", client => door.Tell(request, client));
        return answer;
    }

    /// <summary>Asks the coordinator for something through a node's agent.</summary>
    /// <returns>Its answer, which comes whatever is lost.</returns>
    public Answer Ask(SimulatedNode node, IEntracteMessage request, string requestId)
    {
        var (answer, door) = (new Answer(), node.Agent);
        var given = new TaskCompletionSource<object>();
        given.Task.ContinueWith(task => answer.Given = task.Result, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Enter(Props.Create(() => new Asking(door, request, requestId, given, settings)), "", _ => { });
        return answer;
    }

    public void Dispose()
    {
        Calm();
        Queue.IsOver = true;
        var ended = system.Terminate();
        while (!ended.IsCompleted)
        {
            if (Queue.IsEmpty)
                Thread.Yield();
            else
                Queue.RunOne();
        }

        Queue.Forget();
        SynchronizationContext.SetSynchronizationContext(before);
    }

    private void Raise()
    {
        var machine = new HostRecord { Node = "simulated" };
        var epochs = new EpochSource(this);
        Enter(Props.Create(() => new Network(this)), "network", reference => network = reference);
        Enter(Props.Create(() => new Coordination.Coordinator(epochs, this, settings)), "coordinator", reference => coordinator = reference);
        RunUntil(() => !network.IsNobody() && !coordinator.IsNobody());
        foreach (var node in Nodes)
        {
            IActorRef up = ActorRefs.Nobody;
            var own = settings with { NodeName = node.Name };
            var service = new ServiceKeeper(node.Name, new NoServiceJournal(), MonotonicMilliseconds);
            network.Tell(new Network.Join(node.Name, coordinator, reference => up = reference));
            RunUntil(() => !up.IsNobody());
            Enter(
                Props.Create(() => new NodeAgent(up, node.Host, node.Host.Stores, this, machine, node.Registrations, new NoJournal(), new NoFence(), service, null, own)),
                node.Name,
                reference => node.Agent = reference);
            RunUntil(() => !node.Agent.IsNobody());
        }
    }

    private void Populate(int members)
    {
        for (var number = 0; number < members; number++)
        {
            var host = Nodes[number % Nodes.Count].Host;
            var pid = host.NextHostPid();
            Crowd.Add(new Member(pid, pid, host));
        }

        Crowd.Connect(pipesPerMember: 3);
    }

    /// <summary>The first member of each node is a registered root.</summary>
    private void Register()
    {
        foreach (var node in Nodes)
        {
            var root = node.Host.Living.First().HostPid;
            var answer = AskOnce(node, new RegisterRequest { Pid = root, Name = ComputationName, ComputationId = ComputationId, Standing = new StandingOrders { Copies = Copies } });
            RunUntil(() => answer.Given is ComputationStatus);
        }
    }

    private void Enter(Props props, string name, Action<IActorRef> arrived)
        => stage.Tell(new Stage.Enter(props, name.Length > 0 ? name : $"client-{clients++}", arrived));
}
