using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Restarts;

/// <summary>One restart of one computation.</summary>
internal sealed class RestartActor(AttemptKey key, RestartPlan plan, IClock clock, EntracteSettings settings)
    : AttemptActor(key, plan.Agents, clock, settings)
{
    private readonly List<ProcessSummary> processes = [];
    private readonly List<string> warnings = [];
    private bool hasTicket;

    protected override void ReceiveMore() => Receive<HuskInvited>(
        invited =>
        {
            if (hasTicket)
                return;
            hasTicket = true;
            if (!plan.Detached)
                plan.Asker.Tell(invited.Ticket);
        },
        message => message.Key == Key);

    protected override IAttemptOrder OrderFor(Step step, string node) => step == Step.Verify
        ? new BeginRestoration
        {
            Key = Key,
            RestartId = plan.RestartId,
            Name = plan.Registration.Name,
            Directory = plan.Directory,
            TrustFiles = plan.TrustFiles,
            Streams = plan.Streams,
            Detached = plan.Detached,
            Registration = plan.Registration,
        }
        : new StepOrder { Key = Key, Step = step };

    protected override void Keep(StepReached reached)
    {
        warnings.AddRange(reached.Warnings);
        processes.AddRange(reached.Processes);
    }

    protected override IEntracteMessage Result() => new RestartResult
    {
        RestartId = plan.RestartId,
        ComputationId = Key.ComputationId,
        Name = plan.Registration.Name,
        Generation = Key.Generation,
        Processes = [.. processes],
        Phases = [.. Phases],
        TotalMilliseconds = TotalSince(Steps.Barrier(Step.Invite)),
        Warnings = [.. warnings, .. State.Warnings],
    };

    // Waiting for a person to start the husk is nobody's time but theirs.
    private double TotalSince(string barrier)
        => Phases.SkipWhile(phase => phase.Barrier != barrier).Skip(1).Sum(phase => phase.Milliseconds);
}
