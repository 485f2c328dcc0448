using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Copies;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Processes;
using Entracte.ImageFormat.Records;
using Barrier = Entracte.Coordinator.Attempts.Barrier;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// One node's part of a checkpoint or kill, with one process actor per member. Steps that concern the set as a whole it takes itself; writing and
/// completing it leaves to the process actors and waits at the node's own barrier for them, so that the coordinator hears one message per node.
/// </summary>
internal sealed class NodeCut : NodeAttempt
{
    private const string ProgressTimer = "progress";
    private readonly CutWork work;
    private readonly HostRecord machine;
    private readonly TimeSpan progressInterval;
    private readonly string name;
    private readonly IFence fence;
    private readonly FenceStops? stopsBefore;
    private readonly Dictionary<int, IActorRef> processes = [];
    private readonly Dictionary<int, PartRecord> parts = [];
    private int[] order = [];
    private Barrier members = Barrier.None;
    private bool wasStoppedForLease;

    /// <param name="stopsBefore">What <paramref name="fence"/> said before the first member was suspended; null: nobody stops the members for want of a lease.</param>
    public NodeCut(BeginCut begin, IFence fence, FenceStops? stopsBefore, IProcessHost host, IImageStores stores, IClock clock, HostRecord machine, EntracteSettings settings)
        : base(begin.Key, settings)
    {
        (this.fence, this.stopsBefore, this.machine, name) = (fence, stopsBefore, machine, begin.Name);
        progressInterval = settings.ProgressInterval;
        work = new CutWork(begin, settings.NodeName, host, stores, clock);
        Receive<Suspended>(OnSuspended);
        Receive<ProcessTold>(OnTold);
        Receive<StoppedForLease>(_ => wasStoppedForLease = true);
        Receive<SendParts>(order => Context.Parent.Tell(new PartsReady(order, work.WrittenParts)), _ => State.Phase is NodePhase.Waiting or NodePhase.Busy);
        Receive<SendParts>(_ => { });
        Receive<ProgressDue>(_ => Tell(new WritingProgress { Key = Key, Node = Node, Bytes = work.WrittenBytes }));
    }

    /// <summary>Why what a node without a lease has stopped is not cut.</summary>
    public static Failure StoppedByLease(string node, string name)
        => Failure.Of(FailureKind.Busy, $"on {node}, which no coordinator has answered for a while, {name} is stopped; ask again") with { IsTransient = true };

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void Take(Step step, IAttemptOrder order)
    {
        switch (step)
        {
            case Step.Suspend:
                work.SuspendAsync().PipeTo(
                    Self, success: found => new Suspended(found), failure: thrown => new Broke(Step.Suspend, FailureOf(Step.Suspend, thrown)));
                break;
            case Step.TakeInventory:
                Await(step, TakeInventoryAsync());
                break;
            case Step.Drain:
                TellProcesses(new ProcessEvent.DrainBegan());
                Await(step, DrainAsync((StepOrder)order));
                break;
            case Step.Write:
                Timers.StartPeriodicTimer(ProgressTimer, new ProgressDue(), progressInterval);
                TakeWithProcesses(step, new ProcessEvent.WriteOrdered());
                break;
            case Step.Refill:
                Await(step, work.RefillAsync());
                break;
            case Step.Resume:
                Await(step, PausedAsync(work.ResumeAsync()));
                break;
            case Step.Complete:
                TakeWithProcesses(step, new ProcessEvent.CompleteOrdered());
                break;
            case Step.Commit:
                Await(step, CommitAsync((StepOrder)order));
                break;
            case Step.Kill:
                Await(step, PausedAsync(work.KillAsync()));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "not a step of a cut");
        }
    }

    protected override void OnTaken(Step step, StepReached yield)
    {
        if (step == Step.Resume)
            TellProcesses(new ProcessEvent.Resumed());
        if (step != Step.Kill)
            return;
        TellProcesses(new ProcessEvent.Killed());
        Context.Parent.Tell(new ComputationKilled(Key.ComputationId));
    }

    protected override void Cancel() => work.Cancel();

    protected override Task PutBackAsync(Failure? failure)
    {
        if (failure is not null)
            Context.Parent.Tell(new PartsGone(Key));
        return work.DisposeAsync().AsTask();
    }

    private void OnSuspended(Suspended suspended)
    {
        order = [.. suspended.Members.Select(member => member.HostPid)];
        foreach (var member in suspended.Members)
        {
            var process = Context.ActorOf(Props.Create(() => new ProcessActor(member.HostPid, work)), $"process-{member.HostPid}");
            processes.Add(member.HostPid, process);
            process.Tell(new ProcessHeard(new ProcessEvent.Suspended()));
        }

        Self.Tell(new Taken(Step.Suspend, new StepReached { Processes = [.. suspended.Members.Select(member => member with { Node = Node })] }));
    }

    private void TakeWithProcesses(Step step, ProcessEvent order)
    {
        members = new Barrier(Steps.Barrier(step), [.. processes.Keys.Select(IdOf)]);
        TellProcesses(order);
        PassMembers();
    }

    private void OnTold(ProcessTold told)
    {
        switch (told.Effect)
        {
            case ProcessEffect.TellWritten when State.Next == Step.Write:
                Arrive(told.HostPid);
                break;
            case ProcessEffect.TellDurable durable when State.Next == Step.Complete:
                parts[told.HostPid] = durable.Part with { Node = Node };
                Arrive(told.HostPid);
                break;
            case ProcessEffect.TellBroken broken:
                Self.Tell(new Broke(State.Next ?? Step.Complete, broken.Failure with { Barrier = members.Name }));
                break;
        }
    }

    private void Arrive(int hostPid)
    {
        members = members.Arrive(IdOf(hostPid));
        PassMembers();
    }

    private void PassMembers()
    {
        if (!members.IsPassed || State.Next is not { } step)
            return;
        members = Barrier.None;
        Timers.Cancel(ProgressTimer);
        if (step == Step.Write && WasStoppedForLease())
        {
            Self.Tell(new Broke(step, StoppedByLease(Node, name)));
            return;
        }

        // In the order in which they were found, the root first, whoever was ready first: a restart grows them in this order.
        Self.Tell(new Taken(step, step == Step.Complete ? new StepReached { Parts = [.. order.Select(pid => parts[pid])], Host = machine } : new StepReached()));
    }

    /// <summary>
    /// A stop reaches also who is suspended, and would then be in the image: after a restart nobody would know that it was meant for another life. What is written by now says how it was before.
    /// </summary>
    private bool WasStoppedForLease()
    {
        if (wasStoppedForLease || stopsBefore is null)
            return wasStoppedForLease;
        var stops = fence.Stops;
        return stops.Count != stopsBefore.Count || stops.Held.Contains(Key.ComputationId);
    }

    private static async Task<StepReached> PausedAsync(Task<double> stoodStillMilliseconds)
        => new() { PauseMilliseconds = await stoodStillMilliseconds.ConfigureAwait(false) };

    private async Task<StepReached> TakeInventoryAsync()
    {
        var (notes, ends) = await work.TakeInventoryAsync().ConfigureAwait(false);
        return new() { Warnings = [.. notes], Ends = [.. ends] };
    }

    private async Task<StepReached> DrainAsync(StepOrder order) => new() { Warnings = [.. await work.DrainAsync(order.Mates).ConfigureAwait(false)] };

    private async Task<StepReached> CommitAsync(StepOrder order)
    {
        var inventory = order.Inventory ?? throw new EntracteException(Failure.Of(FailureKind.Invalid, "the order to commit came without an inventory"));
        var committed = await work.CommitAsync(inventory, order.Keep).ConfigureAwait(false);
        return new StepReached { Directory = committed.Directory, SizeBytes = committed.SizeBytes, Removed = committed.Removed, Warnings = committed.Warnings };
    }

    private void TellProcesses(ProcessEvent happened)
    {
        foreach (var process in processes.Values)
            process.Tell(new ProcessHeard(happened));
    }

    private static string IdOf(int hostPid) => hostPid.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Suspended(IReadOnlyList<ProcessSummary> Members) : INoSerializationVerificationNeeded;

    private sealed record ProgressDue : INoSerializationVerificationNeeded;
}
