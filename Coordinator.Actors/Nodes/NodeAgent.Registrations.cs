using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Service;
using Entracte.Coordinator.Wire;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Nodes;

/// <summary>Who is rooted here, and who still lives.</summary>
internal sealed partial class NodeAgent
{
    /// <summary>Directories of images in which nothing is left that a dead agent did not finish.</summary>
    private readonly HashSet<string> tidied = [];

    private void ReceiveRegistrations()
    {
        Receive<ReportDue>(_ =>
        {
            // What the lease forbids is stopped before anything else is done: this machine may have been frozen until now.
            LookAtLease();
            Written(service.Look(registrations.RootHostPids.Length > 0, clock.MonotonicMilliseconds));
            Report();
        });
        Receive<LookDue>(_ => Look());
        ReceiveEndings();
        ReceiveLeases();
        Receive<Seen>(seen =>
        {
            // Before it is known who has outlived the roots it would look as if nothing were here.
            if (registrations.Notice(seen.Asked, seen.Sightings) & !LookForHeirs())
                Report();
            HeedSignals(seen.Sightings);
        });
        Receive<LeaveAnswered>(OnLeaveAnswered);
        ReceiveHeirs();
        Receive<RegisterRequest>(request => SightToRegister(request, Sender));
        Receive<Sighted>(OnSighted);
        Receive<LaunchRequest>(request => coordinator.Forward(request), request => IsForCoordinator(request));
        ReceiveClosing();
        Receive<LaunchRequest>(OnLaunch);
        Receive<Launched>(launched => SightToRegister(launched.Request, launched.Asker, launched: launched));
        Receive<ComputationRestored>(OnRestored);
        Receive<RestoredSeen>(seen =>
        {
            registrations.NoticeRestored(seen.Asked, seen.Sightings);
            Report();
        });
        Receive<ComputationKilled>(killed =>
        {
            registrations.Clear(killed.ComputationId);
            stoppedForLease.Remove(killed.ComputationId);
            Report();
        });
        Receive<ComputationSpread>(spread => registrations.Spread(spread.ComputationId, spread.Nodes));
        Receive<NodeWelcome>(welcome => HearOf(welcome.Epoch));
        Receive<ServiceTold>(told => Written(service.Hear(told.Service, clock.MonotonicMilliseconds)));
    }

    private void Written(Task writing) => Done(writing, "how long this node has been in service was not written down");

    private bool IsForCoordinator(LaunchRequest request)
        => (request.Node.Length > 0 && request.Node != settings.NodeName) || (request.Join.Length > 0 && request.ComputationId.Length == 0);

    private void OnLaunch(LaunchRequest request)
    {
        if (request.Name.Length > 0 && registrations.Find(request.Name) is { Roots.Length: > 0 } other && other.ComputationId != request.ComputationId)
        {
            Sender.Tell(Failure.Of(FailureKind.Busy, $"a running computation is called {request.Name} already; choose another name"));
            return;
        }

        if (request.Name.Length > 0 && !ImageName.IsValid(request.Name))
        {
            Sender.Tell(Failure.Of(FailureKind.Invalid, $"'{request.Name}' cannot be a name"));
            return;
        }

        var asker = Sender;
        var id = request.ComputationId.Length > 0 ? request.ComputationId : Guid.CreateVersion7().ToString("n");
        host.LaunchAsync(request, id).PipeTo(
            Self,
            asker,
            success: pid => new Launched(
                request.Join.Length > 0,
                new RegisterRequest
                {
                    Pid = pid,
                    Name = request.Name,
                    ImagesDirectory = request.ImagesDirectory,
                    IntervalSeconds = request.IntervalSeconds,
                    Keep = request.Keep,
                    Standing = request.Standing,
                    ComputationId = id,
                    Policy = request.Policy,
                    Life = request.Life,
                },
                asker),
            failure: thrown => new Sighted(new RegisterRequest(), asker, null, ThrownFailure.From(thrown, $"launching {request.Program}"), null));
    }

    // The others are looked at too: one that has just ended, and that nobody has noticed yet, must not stand for its name any longer.
    private void SightToRegister(RegisterRequest request, IActorRef asker, CheckpointRequest? then = null, Launched? launched = null)
    {
        int[] others = [.. registrations.RootHostPids.Where(pid => pid != request.Pid)];
        LookAndTidyAsync(request, others, Self).PipeTo(
            Self,
            success: seen => new Sighted(request, asker, seen.FirstOrDefault(process => process.HostPid == request.Pid), null, then)
            {
                Others = new Seen(others, seen), Launched = launched,
            },
            failure: thrown => new Sighted(request, asker, null, ThrownFailure.From(thrown, $"looking at process {request.Pid}"), then));
    }

    private void OnSighted(Sighted sighted)
    {
        if (sighted is { Launched: not null, Process: null, Failure: null })
        {
            // It may have been there only to start a daemon.
            SightDaemons(sighted.Request, sighted.Asker, areRoots: true);
            return;
        }

        if ((sighted.Failure ?? Refusal(sighted.Request.Pid, sighted.Process)) is { } failure)
        {
            sighted.Asker.Tell(failure);
            return;
        }

        try
        {
            if (sighted.Others is { } others)
                registrations.Notice(others.Asked, others.Sightings);
            var registration = registrations.Add(sighted.Request, sighted.Process!);
            TidyImages(registration.ImagesDirectory);
            Report();
            // Of one that others know already nobody hears that it has appeared here.
            if (sighted.Process is not null && registration.Roots.Length == 1 && sighted.Launched is { IsJoin: true })
                Record(registration);
            if (sighted.Then is { } checkpoint)
                coordinator.Tell(checkpoint with { Pid = 0, Target = registration.ComputationId }, sighted.Asker);
            else
                sighted.Asker.Tell(StatusOf(registration));
        }
        catch (EntracteException refused)
        {
            sighted.Asker.Tell(refused.Failure);
        }
    }

    private static Failure? Refusal(int pid, ProcessSighting? process) => process switch
    {
        null => Failure.Of(FailureKind.NotFound, $"there is no process {pid} that could be checkpointed"),
        // Known here it could not even be killed; so it does not become a computation in the first place.
        { ForeignUser: { } user } => new Failure
        {
            Kind = FailureKind.Obstacles,
            Reason = $"process {pid} cannot be checkpointed",
            Obstacles = [new ObstacleNote { Pid = pid, What = $"belongs to another user (uid {user}).", Remedy = "Ask as that user, or as root." }],
        },
        _ => null,
    };

    /// <summary>Any process of ours may be checkpointed: it becomes a computation on the way.</summary>
    private void OnPidToCheckpoint(CheckpointRequest request) => SightToRegister(
        new RegisterRequest { Pid = request.Pid, Name = request.Name, ImagesDirectory = request.ImagesDirectory }, Sender, request);

    private void OnRestored(ComputationRestored restored)
    {
        registrations.Put(restored.Registration, []);
        foreach (var (key, part) in parts.Where(pair => pair.Value.Actor.Equals(Sender)).ToArray())
            parts[key] = part with { Restoring = null, AboutToRun = null };
        LookAtLease();
        Report();
        int[] roots = [.. restored.Registration.Roots.Select(root => root.HostPid)];
        host.LookAsync(roots).PipeTo(
            Self,
            success: seen => new RestoredSeen(roots, seen),
            failure: thrown => new LookFailed(thrown));
    }

    private void Record(Registration registration) => journal.RecordAsync(StatusOf(registration)).ContinueWith(
        (failed, seen) => ((ILoggingAdapter)seen!).Warning("{0} was not written down: {1}", registration.Name, failed.Exception!.InnerException!.Message),
        log,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private static ComputationStatus StatusOf(Registration registration) => new()
    {
        Id = registration.ComputationId,
        Name = registration.Name,
        Phase = registration.Roots.Length > 0 ? ComputationPhase.Running : ComputationPhase.Ended,
        Roots = registration.Roots,
        ImagesDirectory = registration.ImagesDirectory,
        IntervalSeconds = registration.IntervalSeconds,
        Keep = registration.Keep,
        Standing = registration.Standing,
        Policy = registration.Policy,
        Life = registration.Life,
    };

    private sealed record Seen(int[] Asked, IReadOnlyList<ProcessSighting> Sightings) : INoSerializationVerificationNeeded;

    private sealed record LookFailed(Exception Thrown) : INoSerializationVerificationNeeded;

    /// <param name="IsJoin">As one more root of what others have as well.</param>
    private sealed record Launched(bool IsJoin, RegisterRequest Request, IActorRef Asker) : INoSerializationVerificationNeeded;

    private sealed record Sighted(RegisterRequest Request, IActorRef Asker, ProcessSighting? Process, Failure? Failure, CheckpointRequest? Then)
        : INoSerializationVerificationNeeded
    {
        public Seen? Others { get; init; }

        /// <summary>Null: it was there already.</summary>
        public Launched? Launched { get; init; }
    }

    private sealed record RestoredSeen(int[] Asked, IReadOnlyList<ProcessSighting> Sightings) : INoSerializationVerificationNeeded;
}
