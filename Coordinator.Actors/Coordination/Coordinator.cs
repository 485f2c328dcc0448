using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Computations;
using Entracte.Coordinator.Copies;
using Entracte.Coordinator.Crossings;
using Entracte.Coordinator.Nodes;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Coordination;

/// <summary>
/// Orders checkpoints, kills and restarts. It knows nodes and computations only from the nodes' reports, which come again and again: it may die at any time, and
/// the next incarnation, under a later epoch, has learned everything after one report interval.
/// </summary>
internal sealed partial class Coordinator : ReceiveActor, IWithTimers, IWithStash
{
    private readonly EpochSource epochs;
    private readonly IClock clock;
    private readonly EntracteSettings settings;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly Dictionary<string, KnownNode> nodes = [];
    private readonly Dictionary<string, KnownNode> lost = [];
    private readonly Dictionary<string, IActorRef> computations = [];
    private readonly Dictionary<string, ComputationStatus> statuses = [];
    private readonly long epoch;
    private long serial;
    private bool isLearning = true;

    public Coordinator(EpochSource epochs, IClock clock, EntracteSettings settings)
    {
        this.epochs = epochs;
        this.clock = clock;
        this.settings = settings;
        epoch = epochs.Next();
        beganAtMilliseconds = clock.MonotonicMilliseconds;
        Receive<NodeReport>(OnReport);
        ReceiveQuestions();
        Receive<LearningOver>(_ => EndLearning());
        // Who has not heard of any node yet cannot say that there is nothing of that name.
        Receive<IEntracteMessage>(_ => Stash.Stash(), request => isLearning && request
            is CheckpointRequest or KillRequest or RestartRequest or MigrateRequest or EvictRequest or LaunchRequest or ImageCopyRequest
                or StatusRequest or ProgramEnded or CrossingOrder or WithdrawRequest);
        Receive<LookAround>(_ => MissNodes());
        Receive<Terminated>(OnTerminated);
        Receive<ComputationStatus>(status => statuses[status.Id] = status, status => computations.ContainsKey(status.Id));
        Receive<ComputationStatus>(_ => { });
        Receive<StatusRequest>(_ => Sender.Tell(Status()));
        Receive<CheckpointRequest>(request => Forward(request.Target, request));
        Receive<KillRequest>(OnKill);
        Receive<LaunchRequest>(OnLaunch);
        Receive<LaunchAnswered>(OnLaunchAnswered);
        Receive<WithdrawRequest>(OnWithdraw);
        ReceiveRestarts();
        ReceiveRollbacks();
        ReceiveCopies();
        ReceiveMigrations();
        ReceiveClusters();
        ReceiveEvictions();
        ReceiveFailures();
        ReceiveRetention();
        ReceiveWatchers();
    }

    public ITimerScheduler Timers { get; set; } = null!;
    public IStash Stash { get; set; } = null!;

    /// <summary>A computation that throws is stopped, its attempt undone; the next report creates it anew.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        log.Info("coordinator of epoch {0}", epoch);
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Timers.StartSingleTimer("learning", new LearningOver(), 2 * settings.ReportInterval);
        Timers.StartPeriodicTimer("look-around", new LookAround(), settings.NodeUnreachableAfter / 2);
    }

    private void OnReport(NodeReport report)
    {
        if (report.Epoch > epoch)
        {
            // Somebody has ordered under a later epoch than ours. Nothing of ours would be obeyed; a new incarnation will be.
            epochs.Heard(report.Epoch);
            throw new EntracteException(Failure.Of(FailureKind.Fenced, $"node {report.Node} has heard of epoch {report.Epoch}, this is {epoch}"));
        }

        if (!nodes.TryGetValue(report.Node, out var known) || !known.Agent.Equals(Sender))
        {
            if (known is not null && known.Agent.Path.Address != Sender.Path.Address)
            {
                log.Warning("there is a node {0} at {1} already; the one at {2} needs another name", report.Node, known.Agent.Path.Address, Sender.Path.Address);
                return;
            }

            log.Info("node {0} is here", report.Node);
            Context.Watch(Sender);
            lost.Remove(report.Node);
            RetireOn(report.Node, Sender);
        }

        if (report.Epoch < epoch)
            Sender.Tell(new NodeWelcome { Epoch = epoch });
        LearnWhetherClosed(report);
        LearnService(report);
        nodes[report.Node] = new KnownNode(Sender, report, clock.MonotonicMilliseconds, report.Heard.ProvenAt(epoch, known?.ProvenAtMilliseconds ?? double.NegativeInfinity));
        Stamp(report, Sender);
        Grant(report, Sender);
        AnswerWithQuorum();
        foreach (var registration in report.Registrations)
            ComputationOf(registration).Tell(new RootsReported(report.Node, Sender, registration));
        EndLearning();
    }

    private void EndLearning()
    {
        if (!isLearning)
            return;
        isLearning = false;
        Stash.UnstashAll();
    }

    private IActorRef ComputationOf(Registration registration)
    {
        if (computations.TryGetValue(registration.ComputationId, out var known))
            return known;
        var created = Context.ActorOf(
            Props.Create(() => new Computation(registration, epoch, NextSerial, () => service.History, clock, settings)),
            $"computation-{Uri.EscapeDataString(registration.ComputationId)}-{NextSerial()}");
        Context.Watch(created);
        // Known by its name at once: a request may be right behind the report.
        statuses[registration.ComputationId] = new ComputationStatus
        {
            Id = registration.ComputationId,
            Name = registration.Name,
            Phase = registration.Roots.Length > 0 ? ComputationPhase.Running : ComputationPhase.Ended,
            Roots = registration.Roots,
            ImagesDirectory = registration.ImagesDirectory,
            IntervalSeconds = registration.Standing.AutomaticInterval ? settings.FirstInterval.TotalSeconds : registration.IntervalSeconds,
            Keep = registration.Keep,
            Standing = registration.Standing,
            Policy = registration.Policy,
            Life = registration.Life,
        };
        return computations[registration.ComputationId] = created;
    }

    private long NextSerial() => Interlocked.Increment(ref serial);

    private void Forward(string target, object request)
    {
        if (Find(target) is { } computation)
            computation.Forward(request);
        else
            Sender.Tell(Failure.Of(FailureKind.NotFound, $"no computation is called {target}; entracte status lists those that are known"));
    }

    /// <summary>By id, or else by name; one that lives before one that has ended. What the nodes have reported counts first: a computation tells its phase a moment later.</summary>
    private IActorRef? Find(string target)
    {
        if (computations.TryGetValue(target, out var known))
            return known;
        var rooted = nodes.Values.SelectMany(node => node.Report.Registrations).Where(registration => registration.Roots.Length > 0).Select(registration => registration.ComputationId).ToHashSet();
        return statuses.Values.Where(status => status.Name == target)
            .OrderBy(status => !rooted.Contains(status.Id)).ThenBy(status => status.Phase == ComputationPhase.Ended)
            .Select(status => computations[status.Id]).FirstOrDefault();
    }

    /// <summary>For another node than the one that was asked.</summary>
    private void OnLaunch(LaunchRequest request)
    {
        var asker = Sender;
        if (request.Join.Length > 0)
        {
            if (Joined(request.Join) is not { } joined)
            {
                asker.Tell(Failure.Of(FailureKind.NotFound, $"no running computation is called {request.Join}; entracte status lists them"));
                return;
            }

            request = request with
            {
                ComputationId = joined.Id, Name = joined.Name, ImagesDirectory = joined.ImagesDirectory, IntervalSeconds = joined.IntervalSeconds, Keep = joined.Keep,
                Standing = joined.Standing,
                Policy = joined.Policy, Life = joined.Life,
            };
        }

        if (ClosedAmong([request.Node]) is { } closed)
            asker.Tell(closed);
        else if (nodes.TryGetValue(request.Node, out var node))
            node.Agent.Ask<object>(request, settings.StepTimeout).PipeTo(
                Self, asker, answer => new LaunchAnswered(answer), _ => new LaunchAnswered(Failure.Of(FailureKind.NodeLost, $"node {request.Node} did not answer")));
        else
            asker.Tell(Failure.Of(FailureKind.NotFound, $"no node is called {request.Node}; entracte status lists those that are known"));
    }

    /// <summary>Whoever hears of it may join it at once; the node's report may come a moment later.</summary>
    private void OnLaunchAnswered(LaunchAnswered answered)
    {
        if (answered.Answer is ComputationStatus launched && !computations.ContainsKey(launched.Id))
        {
            var registration = new Registration
            {
                ComputationId = launched.Id, Name = launched.Name, ImagesDirectory = launched.ImagesDirectory, IntervalSeconds = launched.IntervalSeconds, Keep = launched.Keep,
                Standing = launched.Standing, Roots = launched.Roots, Policy = launched.Policy, Life = launched.Life,
            };
            var computation = ComputationOf(registration);
            if (launched.Roots is [{ Node: var home }, ..] && nodes.TryGetValue(home, out var node))
                computation.Tell(new RootsReported(home, node.Agent, registration));
        }

        Sender.Tell(answered.Answer);
    }

    private ComputationStatus? Joined(string target)
        => statuses.Values.Where(status => (status.Id == target || status.Name == target) && status.Roots.Length > 0 && status.Phase != ComputationPhase.Ended)
            .OrderBy(status => status.Id != target).FirstOrDefault();

    private void OnWithdraw(WithdrawRequest withdraw)
    {
        finding.Remove(withdraw.RequestId);
        lookingAcross.Remove(withdraw.RequestId);
        foreach (var actor in computations.Values.Concat(evictions))
            actor.Tell(withdraw);
        if (couriers.TryGetValue(withdraw.RequestId, out var courier))
            courier.Tell(withdraw);
    }

    private void MissNodes()
    {
        var longest = settings.NodeUnreachableAfter.TotalMilliseconds;
        foreach (var (name, node) in nodes.Where(pair => clock.MonotonicMilliseconds - pair.Value.HeardAtMilliseconds > longest).ToArray())
        {
            log.Warning("node {0} has not been heard of for {1} ms", name, longest);
            Lose(name, node.Agent);
        }
    }

    private void OnTerminated(Terminated terminated)
    {
        ForgetKeeper(terminated.ActorRef);
        foreach (var (name, _) in nodes.Where(pair => pair.Value.Agent.Equals(terminated.ActorRef)).ToArray())
            Lose(name, terminated.ActorRef);
        foreach (var (id, _) in computations.Where(pair => pair.Value.Equals(terminated.ActorRef)).ToArray())
        {
            computations.Remove(id);
            statuses.Remove(id);
            lookedAfter.Remove(id);
        }
    }

    private void Lose(string node, IActorRef agent)
    {
        if (nodes.Remove(node, out var known))
            lost[node] = known;
        failuresBeforeLoss[node] = service.Of(node).Failures;
        Context.Unwatch(agent);
        FailFinding(node);
        retirements.Lose(node);
        foreach (var computation in computations.Values)
            computation.Tell(new NodeGone(node));
    }

    private SystemStatus Status() => new()
    {
        Epoch = epoch,
        Nodes =
        [
            .. nodes.Values.Select(node => StatusOf(node, reachable: true)).Concat(lost.Values.Select(node => StatusOf(node, reachable: false)))
                .OrderBy(node => node.Name, StringComparer.Ordinal),
        ],
        CoordinatorNode = settings.NodeName,
        Computations = [.. statuses.Values.OrderBy(status => status.Name, StringComparer.Ordinal)],
    };

    private NodeStatus StatusOf(KnownNode node, bool reachable) => new()
    {
        Name = node.Report.Node,
        Reachable = reachable,
        ProcessCount = node.Report.Registrations.Sum(registration => registration.Roots.Length),
        Address = AddressOf(node.Agent),
        IsClosed = IsClosed(node.Report),
    };

    private sealed record KnownNode(IActorRef Agent, NodeReport Report, double HeardAtMilliseconds, double ProvenAtMilliseconds);

    private sealed record LaunchAnswered(object Answer) : INoSerializationVerificationNeeded;

    private sealed record LearningOver : INoSerializationVerificationNeeded;

    private sealed record LookAround : INoSerializationVerificationNeeded;
}
