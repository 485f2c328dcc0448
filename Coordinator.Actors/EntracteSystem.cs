using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Hosts;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Questions;
using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Service;
using Entracte.Coordinator.Watching;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator;

/// <summary>
/// Entracte inside an actor system: <c>EntracteSystem.Get(system)</c>. It runs a node agent and the coordinator: in a system of its own that is an actor of it, in a
/// member of a cluster it is that cluster's singleton, on the oldest member of its role. Those who prefer messages send the same requests to <see cref="Door"/> and get
/// the same results, or a <see cref="Failure"/>.
/// </summary>
public sealed class EntracteSystem : IEntracte, IExtension
{
    /// <summary>Of every node agent, below <c>/user</c>.</summary>
    internal const string AgentName = "entracte-node";
    private const string CoordinatorName = "entracte-coordinator";
    private const string SingletonName = "coordinator";

    private readonly ExtendedActorSystem system;
    private readonly bool isMember;
    private readonly EntracteSettings settings;

    internal EntracteSystem(ExtendedActorSystem system, EntractePorts ports)
    {
        this.system = system;
        isMember = system.Provider is ClusterActorRefProvider;
        var config = system.Settings.Config.WithFallback(EntracteConfiguration.Reference);
        settings = EntracteSettings.Of(config);
        EntracteSerializer.Bind(system);
        // Nothing of it is left out any more.
        ports = ports.OnThisMachine(config);
        var (host, stores, clock, journal, fence) = (ports.Host!, ports.Stores!, ports.Clock!, ports.Journal!, ports.Fence!);
        var inherited = fence.Inherited;
        var epochs = new EpochSource(clock);
        var machine = ThisMachine.Describe(settings.NodeName);
        CoordinatorActor = StartCoordinator(Props.Create(() => new Coordination.Coordinator(epochs, clock, settings)));
        var coordinator = CoordinatorActor;
        var registrations = new Registrations(settings.NodeName, settings.ImagesDirectory);
        var service = new ServiceKeeper(settings.NodeName, ports.Service!, clock.MonotonicMilliseconds);
        Door = system.ActorOf(Props.Create(() => new NodeAgent(coordinator, host, stores, clock, machine, registrations, journal, fence, service, inherited, settings)), AgentName);
        if (host is IAsyncDisposable disposable)
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "entracte-host", () => CloseAsync(disposable));
    }

    /// <summary>This machine's node agent, to which every request may be sent as a message.</summary>
    public IActorRef Door { get; }

    public string NodeName => settings.NodeName;

    internal IActorRef CoordinatorActor { get; }

    /// <summary>The one of this actor system; it begins with the first call.</summary>
    public static EntracteSystem Get(ActorSystem system) => new EntracteExtension().Apply(system);

    /// <summary>The same on other ports than this machine's. To be called before anybody calls <see cref="Get"/>.</summary>
    public static EntracteSystem Start(ActorSystem system, EntractePorts ports) => new EntracteExtension(ports).Apply(system);

    public Task<ComputationStatus> LaunchAsync(LaunchRequest request, CancellationToken cancellation = default)
        => AskAsync<ComputationStatus>(request.Join.Length > 0 && request.Node.Length == 0 ? request with { Node = settings.NodeName } : request, "", cancellation);

    public Task<ComputationStatus> RegisterAsync(RegisterRequest request, CancellationToken cancellation = default)
        => AskAsync<ComputationStatus>(request, "", cancellation);

    public Task<CheckpointResult> CheckpointAsync(CheckpointRequest request, CancellationToken cancellation = default)
    {
        if (request is { Kill: true, NoSync: true })
            return Task.FromException<CheckpointResult>(new EntracteException(Failure.Of(FailureKind.Invalid, "what is ended must be able to go on from its image: with Kill the disk is waited for")));
        var identified = request with { RequestId = NewId(), Node = settings.NodeName };
        return AskAsync<CheckpointResult>(identified, identified.RequestId, cancellation);
    }

    public Task<RestartTicket> PrepareRestartAsync(RestartRequest request, CancellationToken cancellation = default)
    {
        var identified = request with { RequestId = NewId(), Node = settings.NodeName, Detached = false };
        return AskAsync<RestartTicket>(identified, identified.RequestId, cancellation);
    }

    public Task<RestartResult> RestartCompletionAsync(string restartId, CancellationToken cancellation = default)
        => AskAsync<RestartResult>(new RestartQuery { RestartId = restartId }, "", cancellation);

    public Task<RestartResult> RestartAsync(RestartRequest request, CancellationToken cancellation = default)
    {
        var identified = request with { RequestId = NewId(), Node = request.Node.Length > 0 ? request.Node : settings.NodeName, Detached = true };
        return AskAsync<RestartResult>(identified, identified.RequestId, cancellation);
    }

    public Task<Sequel> ProgramEndedAsync(ProgramEnded ended, CancellationToken cancellation = default)
        => AskAsync<Sequel>(ended with { Node = settings.NodeName }, "", cancellation);

    public Task<MigrationResult> MigrateAsync(MigrateRequest request, CancellationToken cancellation = default)
    {
        var identified = request with { RequestId = NewId() };
        return AskAsync<MigrationResult>(identified, identified.RequestId, cancellation);
    }

    public Task<EvictionResult> EvictAsync(EvictRequest request, CancellationToken cancellation = default)
    {
        var identified = request with { RequestId = NewId() };
        return AskAsync<EvictionResult>(identified, identified.RequestId, cancellation);
    }

    public Task<SystemStatus> StatusAsync(CancellationToken cancellation = default)
        => AskAsync<SystemStatus>(new StatusRequest(), "", cancellation);

    public Task<ImageList> ImagesAsync(ImagesRequest request, CancellationToken cancellation = default)
        => AskAsync<ImageList>(request, "", cancellation);

    public Task<ImageCopyResult> CopyImageAsync(ImageCopyRequest request, CancellationToken cancellation = default)
    {
        var identified = request with
        {
            RequestId = NewId(),
            From = request.From.Length > 0 ? request.From : settings.NodeName,
            To = request.To.Length > 0 ? request.To : settings.NodeName,
        };
        return AskAsync<ImageCopyResult>(identified, identified.RequestId, cancellation);
    }

    public Task<KillResult> KillAsync(KillRequest request, CancellationToken cancellation = default)
        => AskAsync<KillResult>(request, "", cancellation);

    public Task<PreflightReport> PreflightAsync(int pid, CancellationToken cancellation = default)
        => AskAsync<PreflightReport>(new PreflightRequest { Pid = pid }, "", cancellation);

    public Task<VerifyReport> VerifyAsync(string directory, CancellationToken cancellation = default)
        => AskAsync<VerifyReport>(new VerifyRequest { Directory = directory }, "", cancellation);

    public IAsyncEnumerable<EntracteEvent> WatchAsync(string? target = null, CancellationToken cancellation = default)
    {
        // Asked for now and not when somebody begins to read: what the caller does next is then seen.
        var events = Channel.CreateBounded<EntracteEvent>(settings.WatchBufferEvents);
        var door = Door;
        var stream = system.ActorOf(Props.Create(() => new WatchStream(door, target ?? "", events.Writer)));
        door.Tell(new WatchEvents { Target = target ?? "" }, stream);
        return ReadAsync(stream, events.Reader, cancellation);
    }

    private async IAsyncEnumerable<EntracteEvent> ReadAsync(
        IActorRef stream, ChannelReader<EntracteEvent> events, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await foreach (var happened in events.ReadAllAsync(cancellation).ConfigureAwait(false))
                yield return happened;
        }
        finally
        {
            system.Stop(stream);
        }
    }

    /// <summary>Every wait behind this one has an end of its own, and who ends without an answer says so: no time is set here.</summary>
    private async Task<T> AskAsync<T>(IEntracteMessage request, string requestId, CancellationToken cancellation)
    {
        try
        {
            return await AnswerAsync(request, requestId, cancellation).ConfigureAwait(false) switch
            {
                T answer => answer,
                Failure failure => throw new EntracteException(failure),
                var other => throw new InvalidOperationException($"{request.GetType().Name} was answered with {other?.GetType().Name}"),
            };
        }
        catch (OperationCanceledException)
        {
            if (requestId.Length > 0)
                Door.Tell(new WithdrawRequest { RequestId = requestId });
            cancellation.ThrowIfCancellationRequested();
            throw new EntracteException(Failure.Of(FailureKind.Cancelled, "the actor system ended before there was an answer"));
        }
    }

    private async Task<object> AnswerAsync(IEntracteMessage request, string requestId, CancellationToken cancellation)
    {
        if (!isMember || IsAnsweredHere(request))
            return await Door.Ask<object>(request, Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        var answered = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var door = Door;
        var asking = system.ActorOf(Props.Create(() => new Asking(door, request, requestId, answered, settings)));
        using var stop = cancellation.Register(() => system.Stop(asking));
        return await answered.Task.ConfigureAwait(false);
    }

    private bool IsAnsweredHere(IEntracteMessage request) => request switch
    {
        LaunchRequest { Join.Length: > 0 } => false,
        LaunchRequest launch => launch.Node.Length == 0 || launch.Node == settings.NodeName,
        RegisterRequest or ImagesRequest or PreflightRequest or VerifyRequest => true,
        _ => false,
    };

    /// <summary>The coordinator, or what leads to it wherever it is.</summary>
    private IActorRef StartCoordinator(Props coordinator)
    {
        if (!isMember)
            return system.ActorOf(coordinator, CoordinatorName);
        if (Cluster.Get(system).SelfRoles.Contains(settings.CoordinatorRole))
        {
            var manager = ClusterSingletonManagerSettings.Create(system).WithRole(settings.CoordinatorRole).WithSingletonName(SingletonName);
            system.ActorOf(ClusterSingletonManager.Props(coordinator, PoisonPill.Instance, manager), CoordinatorName);
        }

        var proxy = ClusterSingletonProxySettings.Create(system).WithRole(settings.CoordinatorRole).WithSingletonName(SingletonName);
        return system.ActorOf(ClusterSingletonProxy.Props($"/user/{CoordinatorName}", proxy), $"{CoordinatorName}-proxy");
    }

    private static async Task<Akka.Done> CloseAsync(IAsyncDisposable host)
    {
        await host.DisposeAsync().ConfigureAwait(false);
        return Akka.Done.Instance;
    }

    private static string NewId() => Guid.CreateVersion7().ToString("n");
}
