using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Coordination;
using Entracte.Coordinator.Crossings;
using Entracte.Coordinator.Fencing;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Service;
using Entracte.Coordinator.Watching;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// Owns the processes of one machine: knows the computations that are rooted here, takes their part in attempts, and is the door through which
/// this machine's requests reach the coordinator, so that they arrive behind what was reported before them.
/// </summary>
internal sealed partial class NodeAgent : ReceiveActor, IWithTimers
{
    private readonly IActorRef coordinator;
    private readonly IProcessHost host;
    private readonly IImageStores stores;
    private readonly IClock clock;
    private readonly HostRecord machine;
    private readonly EntracteSettings settings;
    private readonly NodeImages images;
    private readonly Registrations registrations;
    private readonly IRunJournal journal;
    private readonly IFence fence;
    private readonly ServiceKeeper service;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private long epoch;

    /// <param name="registrations">Outlive this actor: should it fail, the next one knows whom it owns.</param>
    /// <param name="service">Outlives it as well.</param>
    public NodeAgent(
        IActorRef coordinator,
        IProcessHost host,
        IImageStores stores,
        IClock clock,
        HostRecord machine,
        Registrations registrations,
        IRunJournal journal,
        IFence fence,
        ServiceKeeper service,
        TimeSpan? inheritedLease,
        EntracteSettings settings)
    {
        this.coordinator = coordinator;
        this.host = host;
        this.stores = stores;
        this.clock = clock;
        this.machine = machine;
        this.registrations = registrations;
        this.journal = journal;
        this.fence = fence;
        this.service = service;
        lease = inheritedLease is { } rest ? new Lease(clock.MonotonicMilliseconds + rest.TotalMilliseconds, false) : Lease.None;
        this.settings = settings;
        images = new NodeImages(stores);
        ReceiveRegistrations();
        ReceiveAttempts();
        ReceiveTidying();
        ReceiveImageQuestions();
        ReceiveCopies();
        ReceiveRequests();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A part of an attempt that throws is stopped, and stopping puts everything back; beginning it anew would not know what it holds.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        // At once, before any request can come through this door.
        Report();
        TidyImages(settings.ImagesDirectory);
        Timers.StartPeriodicTimer("report", new ReportDue(), settings.ReportInterval);
        Timers.StartPeriodicTimer("look", new LookDue(), settings.LookInterval);
    }

    private void ReceiveRequests()
    {
        Receive<CheckpointRequest>(OnPidToCheckpoint, request => request.Pid != 0);
        Receive<CheckpointRequest>(request => LookForHeirs(request.Target, request), request => IsRootless(request.Target));
        Receive<CheckpointRequest>(request => coordinator.Forward(request));
        Receive<RestartRequest>(request => coordinator.Forward(request));
        Receive<KillRequest>(request => LookForHeirs(request.Target, request), request => IsRootless(request.Target));
        Receive<KillRequest>(request => coordinator.Forward(request));
        Receive<MigrateRequest>(request => LookForHeirs(request.Target, request), request => IsRootless(request.Target));
        Receive<MigrateRequest>(request => coordinator.Forward(request));
        Receive<CrossingOrder>(order => coordinator.Forward(order));
        Receive<EvictRequest>(request => coordinator.Forward(request));
        Receive<CoordinatorProbe>(probe => coordinator.Forward(probe));
        Receive<ProgramEnded>(ended => coordinator.Forward(ended));
        Receive<StatusRequest>(request => coordinator.Forward(request));
        Receive<RestartQuery>(request => coordinator.Forward(request));
        Receive<WithdrawRequest>(request => coordinator.Forward(request));
        Receive<WatchEvents>(request => coordinator.Forward(request));
        Receive<PreflightRequest>(request => Answer(Preflight.TakeAsync(host, clock, request.Pid, settings), $"preflight of pid {request.Pid}"));
        Receive<VerifyRequest>(request => Answer(images.VerifyAsync(request.Directory), $"image in {request.Directory}"));
    }

    private void ReceiveImageQuestions()
    {
        Receive<NextGeneration>(asked => images.NextGenerationAsync(asked, settings.NodeName).PipeTo(Sender, Self));
        Receive<RetireImages>(Retire);
        Receive<ImagesRequest>(request =>
        {
            var known = registrations.Find(request.Target);
            Answer(images.ListAsync(known?.Name ?? request.Target, DirectoryOf(request.ImagesDirectory, known)), $"images of {request.Target}");
        });
        Receive<FindImage>(OnFind);
        Receive<LookedToFind>(looked =>
        {
            // Reported first: whoever restarts must know that the old life is over, and messages between two actors keep their order.
            registrations.Notice(looked.Seen.Asked, looked.Seen.Sightings);
            Report();
            var known = registrations.Find(looked.Question.Target);
            images.FindAsync(looked.Question, known?.Name ?? looked.Question.Target, DirectoryOf(looked.Question.ImagesDirectory, known)).PipeTo(looked.Asker, Self);
        });
    }

    private void Retire(RetireImages order)
    {
        Done(RetireAsync(Self), $"old images of {order.Name} were not removed");

        async Task RetireAsync(IActorRef self) => coordinator.Tell(await stores.RunAsync(() => images.Retire(order, settings.NodeName)).ConfigureAwait(false), self);
    }

    private void OnFind(FindImage question)
    {
        var asker = Sender;
        var asked = registrations.RootHostPids;
        host.LookAsync(asked).PipeTo(
            Self,
            success: seen => new LookedToFind(question, asker, new Seen(asked, seen)),
            failure: _ => new LookedToFind(question, asker, new Seen([], [])));
    }

    private string DirectoryOf(string asked, Registration? known)
        => asked.Length > 0 ? Path.GetFullPath(asked) : known?.ImagesDirectory ?? settings.ImagesDirectory;

    private void Answer<T>(Task<T> answer, string doing)
    {
        var sender = Sender;
        answer.PipeTo(sender, Self, failure: thrown => ThrownFailure.From(thrown, doing));
    }

    private sealed record LookedToFind(FindImage Question, IActorRef Asker, Seen Seen) : INoSerializationVerificationNeeded;

    private sealed record ReportDue : INoSerializationVerificationNeeded;

    private sealed record LookDue : INoSerializationVerificationNeeded;
}
