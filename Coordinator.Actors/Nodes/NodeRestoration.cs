using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Nodes;

/// <summary>One node's part of a restart.</summary>
internal sealed class NodeRestoration : NodeAttempt
{
    private readonly BeginRestoration begin;
    private readonly RestorationWork work;
    private readonly IRunJournal journal;
    private readonly double huskTimeoutSeconds;

    public NodeRestoration(BeginRestoration begin, IProcessHost host, IRunJournal journal, EntracteSettings settings)
        : base(begin.Key, settings)
    {
        this.begin = begin;
        this.journal = journal;
        huskTimeoutSeconds = settings.HuskTimeout.TotalSeconds;
        work = new RestorationWork(host.BeginRestoration(new RestorationPlan(begin.RestartId, begin.Directory, begin.TrustFiles, begin.Streams, begin.Detached)
        {
            Nodes = begin.Nodes,
            Address = begin.Address,
            ComputationId = begin.Key.ComputationId,
            Life = begin.Registration.Life,
            IsWatched = begin.Registration.Policy.CrashRestarts > 0,
        }));
        Receive<Invited>(OnInvited);
    }

    protected override void Take(Step step, IAttemptOrder order)
    {
        switch (step)
        {
            case Step.Invite:
                work.InviteAsync().PipeTo(
                    Self, success: invitation => new Invited(invitation), failure: thrown => new Broke(Step.Invite, FailureOf(Step.Invite, thrown)));
                break;
            case Step.OpenDescriptors:
                Await(step, OpenDescriptorsAsync());
                break;
            case Step.Connect:
                Await(step, work.ConnectAsync(((StepOrder)order).Offers));
                break;
            case Step.Run:
                Await(step, RunAsync());
                break;
            default:
                Await(step, work.TakeAsync(step));
                break;
        }
    }

    protected override void OnTaken(Step step, StepReached yield)
    {
        if (step == Step.Run)
            Context.Parent.Tell(new ComputationRestored(begin.Registration with { Roots = ProcessSummary.RootsAmong(yield.Processes) }));
    }

    protected override void Cancel() => work.Cancel();

    protected override async Task PutBackAsync(Failure? failure)
    {
        if (failure is not null)
            await work.TellFailureAsync(failure.ToString()).ConfigureAwait(false);
        await work.DisposeAsync().ConfigureAwait(false);
    }

    private void OnInvited(Invited invited)
    {
        var ticket = new RestartTicket
        {
            RestartId = begin.RestartId,
            ComputationId = Key.ComputationId,
            Name = begin.Name,
            Generation = Key.Generation,
            Program = invited.Invitation.Program,
            Arguments = [.. invited.Invitation.Arguments],
            ValidSeconds = huskTimeoutSeconds,
        };
        Tell(new HuskInvited { Key = Key, Node = Node, Ticket = ticket });
        Await(Step.Invite, work.AwaitHuskAsync());
    }

    private async Task<StepReached> OpenDescriptorsAsync() => new() { Offers = [.. await work.OpenDescriptorsAsync().ConfigureAwait(false)] };

    private async Task<StepReached> RunAsync()
    {
        // Should we die in between, the next agent finds them; should they end with us, it finds that as well.
        await journal.RecordAsync(new ComputationStatus
        {
            Id = Key.ComputationId,
            Name = begin.Name,
            Roots = [.. work.Created.Take(1)],
            ImagesDirectory = begin.Registration.ImagesDirectory,
            IntervalSeconds = begin.Registration.IntervalSeconds,
            Keep = begin.Registration.Keep,
            Standing = begin.Registration.Standing,
            Policy = begin.Registration.Policy,
            Life = begin.Registration.Life,
        }).ConfigureAwait(false);
        var restored = await work.RunAsync().ConfigureAwait(false);
        return new StepReached { Processes = [.. restored.Select(process => process with { Node = Node })], Warnings = [.. work.Notes] };
    }

    private sealed record Invited(Invitation Invitation) : INoSerializationVerificationNeeded;
}
