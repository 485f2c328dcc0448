using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// Daemons outlive the roots that started them. They are still of the computation, and when it is asked for again they are its roots; at once where it might not be asked for here
/// (<see cref="Registrations.Orphaned"/>).
/// </summary>
internal sealed partial class NodeAgent
{
    private void ReceiveHeirs()
    {
        Receive<RegisterRequest>(request => SightDaemons(request, Sender), request => request.Pid == 0);
        Receive<DaemonsSighted>(OnDaemonsSighted);
        Receive<HeirsFound>(OnHeirs);
    }

    /// <summary>The root of this computation has ended before it was known here. If anybody has outlived it, the computation is known from now on, as one without roots.</summary>
    /// <param name="areRoots">Those who have outlived it are its roots.</param>
    private void SightDaemons(RegisterRequest request, IActorRef asker, bool areRoots = false)
    {
        host.FindMarkedAsync(request.ComputationId).PipeTo(
            Self,
            success: seen => new DaemonsSighted(request, asker, seen, null, areRoots),
            failure: thrown => new DaemonsSighted(request, asker, [], ThrownFailure.From(thrown, $"looking for processes of {request.Name}"), areRoots));
    }

    private void OnDaemonsSighted(DaemonsSighted sighted)
    {
        if ((sighted.Failure ?? (sighted.Daemons.Count == 0 ? Failure.Of(FailureKind.NotFound, "its process has ended") : null)) is { } failure)
        {
            sighted.Asker.Tell(failure);
            return;
        }

        try
        {
            var registration = registrations.AddRootless(sighted.Request, sighted.Daemons[0]);
            // What others start anew when this node is lost is never out of sight: by now it may have been replaced, and has to end.
            if (sighted.AreRoots || registration.Policy.OnNodeLoss != OnNodeLoss.Wait)
                Inherit(registration.ComputationId, sighted.Daemons);
            TidyImages(registration.ImagesDirectory);
            Report();
            sighted.Asker.Tell(StatusOf(registrations.Find(registration.ComputationId)!));
        }
        catch (EntracteException refused)
        {
            sighted.Asker.Tell(refused.Failure);
        }
    }

    private bool IsRootless(string target) => registrations.Find(target) is { Roots.Length: 0 };

    /// <returns>Whether there is anything to look for; it will be reported.</returns>
    private bool LookForHeirs()
    {
        foreach (var id in registrations.Orphaned)
            LookForHeirs(id, null);
        return registrations.Orphaned.Count > 0;
    }

    /// <param name="request">What is to be done then; null: nothing.</param>
    private void LookForHeirs(string target, IEntracteMessage? request)
    {
        var (asker, id) = (Sender, registrations.Find(target)!.ComputationId);
        host.FindMarkedAsync(id).PipeTo(
            Self,
            success: seen => new HeirsFound(id, seen, request, asker, null),
            failure: thrown => new HeirsFound(id, [], request, asker, ThrownFailure.From(thrown, $"looking for processes of {target}")));
    }

    private void OnHeirs(HeirsFound found)
    {
        if (found.Request is not { } request)
        {
            // Where that cannot be told they stay orphaned, and are looked for again.
            if (found.Failure is { } unknown)
                log.Warning("{0}", unknown.Reason);
            else if (!Inherit(found.ComputationId, found.Heirs))
                registrations.HasEnded(found.ComputationId);
            Report();
            return;
        }

        if (found.Failure is { } failure)
        {
            found.Asker.Tell(failure);
            return;
        }

        if (Inherit(found.ComputationId, found.Heirs))
            Report();
        coordinator.Tell(request, found.Asker);
    }

    /// <summary>They are roots like others, and written down: the next agent would take them for leftovers of a fenced computation that nobody knows.</summary>
    private bool Inherit(string computationId, IReadOnlyList<ProcessSighting> heirs)
    {
        if (!registrations.Inherit(computationId, heirs))
            return false;
        Record(registrations.Find(computationId)!);
        return true;
    }

    private sealed record DaemonsSighted(RegisterRequest Request, IActorRef Asker, IReadOnlyList<ProcessSighting> Daemons, Failure? Failure, bool AreRoots)
        : INoSerializationVerificationNeeded;

    private sealed record HeirsFound(string ComputationId, IReadOnlyList<ProcessSighting> Heirs, IEntracteMessage? Request, IActorRef Asker, Failure? Failure)
        : INoSerializationVerificationNeeded;
}
