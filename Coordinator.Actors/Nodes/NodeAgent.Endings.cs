using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Nodes;

/// <summary>How programs of this node have ended, and what has to stop here because others go on elsewhere.</summary>
internal sealed partial class NodeAgent
{
    private void ReceiveEndings()
    {
        Receive<EndingsTaken>(taken =>
        {
            foreach (var ending in taken.Endings)
                Tell(ending);
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

    private void LookForEndings() => host.TakeEndingsAsync().PipeTo(Self, success: endings => new EndingsTaken(endings), failure: thrown => new LookFailed(thrown));

    private void Tell(ProgramEnding ending)
    {
        var known = registrations.Find(ending.ComputationId);
        log.Info("a program of {0} has ended with wait status {1}", known?.Name ?? ending.ComputationId, ending.WaitStatus);
        coordinator.Tell(new ProgramEnded
        {
            ComputationId = ending.ComputationId,
            Life = ending.Life,
            WaitStatus = ending.WaitStatus,
            AskedSignal = ending.AskedSignal,
            Node = settings.NodeName,
            Name = known?.Name ?? "",
            ImagesDirectory = known?.ImagesDirectory ?? "",
            Policy = known?.Policy ?? RecoveryPolicy.Nothing,
        }, ActorRefs.NoSender);
    }

    private void OnLifeOver(LifeOver over)
    {
        if (registrations.Find(over.ComputationId) is not { } known || known.Life >= over.Life)
            return;
        log.Warning("{0} goes on elsewhere; what is left of it here is ended", known.Name);
        Done(host.EndAsync(RootsOf(over.ComputationId), over.ComputationId), $"processes of {known.Name} were not ended");
        registrations.Clear(over.ComputationId);
        Report();
    }

    private int[] RootsOf(string computationId) => [.. registrations.Find(computationId)?.Roots.Select(root => root.HostPid) ?? []];

    private void Done(Task work, string failure) => work.ContinueWith(
        (failed, seen) => ((ILoggingAdapter)seen!).Warning("{0}: {1}", failure, failed.Exception!.InnerException!.Message),
        log,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private sealed record EndingsTaken(IReadOnlyList<ProgramEnding> Endings) : INoSerializationVerificationNeeded;
}
