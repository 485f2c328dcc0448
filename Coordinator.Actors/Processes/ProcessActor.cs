using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Nodes;

namespace Entracte.Coordinator.Processes;

/// <summary>
/// The counterpart of one process during a checkpoint. <see cref="ProcessMachine"/> decides; this writes and completes the process's file through
/// the port, never blocking, and tells its node.
/// </summary>
internal sealed class ProcessActor : ReceiveActor
{
    private readonly int hostPid;
    private readonly CutWork work;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private ProcessState state = ProcessState.Initial;

    public ProcessActor(int hostPid, CutWork work)
    {
        this.hostPid = hostPid;
        this.work = work;
        Receive<ProcessHeard>(heard => Apply(heard.Event));
    }

    private void Apply(ProcessEvent happened)
    {
        var decision = ProcessMachine.Decide(state, happened);
        if (decision.Refusal is { } refusal)
            log.Warning("process {0}: {1} refused, {2}", hostPid, happened.GetType().Name, refusal);
        state = decision.State;
        foreach (var effect in decision.Effects)
            Execute(effect);
    }

    private void Execute(ProcessEffect effect)
    {
        switch (effect)
        {
            case ProcessEffect.Write:
                work.WriteAsync(hostPid).PipeTo(
                    Self,
                    success: () => new ProcessHeard(new ProcessEvent.Written()),
                    failure: thrown => Broken(thrown, "writing"));
                break;
            case ProcessEffect.Complete:
                work.CompleteAsync(hostPid).PipeTo(
                    Self,
                    success: part => new ProcessHeard(new ProcessEvent.Completed(part)),
                    failure: thrown => Broken(thrown, "completing the file of"));
                break;
            default:
                Context.Parent.Tell(new ProcessTold(hostPid, effect));
                break;
        }
    }

    private ProcessHeard Broken(Exception thrown, string doing)
        => new(new ProcessEvent.Broke(ThrownFailure.From(thrown, $"{doing} process {hostPid}")));
}
