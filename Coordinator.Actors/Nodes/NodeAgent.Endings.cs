using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Nodes;

/// <summary>How programs of this node have ended, and what has to stop here because others go on elsewhere.</summary>
internal sealed partial class NodeAgent
{
    /// <summary>Known from their notes, and not forgotten yet.</summary>
    private readonly HashSet<ProgramEnding> knownEndings = [];

    /// <summary>Those of which a coordinator has been told that may still answer.</summary>
    private readonly HashSet<ProgramEnding> endingsBeingTold = [];

    /// <summary>Those that it has answered; the host forgets them at the next look.</summary>
    private readonly HashSet<ProgramEnding> endingsDealtWith = [];
    private bool isLookingForEndings;

    private void ReceiveEndings()
    {
        Receive<EndingsFound>(OnEndingsFound);
        Receive<EndingAnswered>(answered =>
        {
            endingsBeingTold.Remove(answered.Ending);
            if (answered.Answer is Sequel)
                endingsDealtWith.Add(answered.Ending);
        });
        Receive<IEpochOrder>(
            order => log.Warning("refused {0} of epoch {1}: this node has heard of epoch {2}", order.GetType().Name, order.Epoch, epoch), order => order.Epoch < epoch);
        Receive<HoldRoots>(Hold);
        Receive<LifeOver>(OnLifeOver);
    }

    private void Look()
    {
        LookForEndings();
        var asked = registrations.RootHostPids;
        if (asked.Length > 0)
            host.LookAsync(asked).PipeTo(Self, success: seen => new Seen(asked, seen), failure: thrown => new LookFailed(thrown));
        else
            LookForHeirs();
    }

    /// <summary>One look after the other: what a look has found that was begun before something was forgotten would be told once more.</summary>
    private void LookForEndings()
    {
        if (isLookingForEndings)
            return;
        isLookingForEndings = true;
        ProgramEnding[] dealtWith = [.. endingsDealtWith];
        host.FindEndingsAsync(dealtWith).PipeTo(Self, success: found => new EndingsFound(found, dealtWith, null), failure: thrown => new EndingsFound([], [], thrown));
    }

    private void OnEndingsFound(EndingsFound found)
    {
        isLookingForEndings = false;
        if (found.Thrown is { } thrown)
        {
            log.Warning("how programs have ended could not be read: {0}", thrown.Message);
            return;
        }

        endingsDealtWith.ExceptWith(found.DealtWith);
        knownEndings.IntersectWith(found.Endings);
        foreach (var ending in found.Endings.Where(each => !endingsDealtWith.Contains(each) && endingsBeingTold.Add(each)))
            Tell(ending);
    }

    /// <summary>Again and again, until somebody has answered: a coordinator may die when it has been told, or before what it does about it is done.</summary>
    private void Tell(ProgramEnding ending)
    {
        var known = registrations.Find(ending.ComputationId);
        if (knownEndings.Add(ending))
            log.Info("a program of {0} has ended with wait status {1}", known?.Name ?? ending.ComputationId, ending.WaitStatus);
        var told = new ProgramEnded
        {
            ComputationId = ending.ComputationId,
            Life = ending.Life,
            WaitStatus = ending.WaitStatus,
            AskedSignal = ending.AskedSignal,
            Node = settings.NodeName,
            Name = known?.Name ?? "",
            ImagesDirectory = known?.ImagesDirectory ?? "",
            Policy = known?.Policy ?? RecoveryPolicy.Nothing,
        };
        coordinator.Ask<object>(told, settings.NudgeInterval)
            .PipeTo(Self, success: answer => new EndingAnswered(ending, answer), failure: _ => new EndingAnswered(ending, null));
    }

    private void OnLifeOver(LifeOver over)
    {
        if (registrations.Find(over.ComputationId) is not { } known || known.Life >= over.Life)
            return;
        log.Warning("{0} goes on elsewhere; what is left of it here is ended", known.Name);
        Done(host.EndAsync(RootsOf(over.ComputationId), over.ComputationId), $"processes of {known.Name} were not ended");
        registrations.Clear(over.ComputationId);
        stoppedForLease.Remove(over.ComputationId);
        Report();
    }

    private int[] RootsOf(string computationId) => [.. registrations.Find(computationId)?.Roots.Select(root => root.HostPid) ?? []];

    private void Done(Task work, string failure) => work.ContinueWith(
        (failed, seen) => ((ILoggingAdapter)seen!).Warning("{0}: {1}", failure, failed.Exception!.InnerException!.Message),
        log,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private sealed record EndingsFound(IReadOnlyList<ProgramEnding> Endings, ProgramEnding[] DealtWith, Exception? Thrown) : INoSerializationVerificationNeeded;

    private sealed record EndingAnswered(ProgramEnding Ending, object? Answer) : INoSerializationVerificationNeeded;
}
