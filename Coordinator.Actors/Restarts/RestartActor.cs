using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Wire;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Restarts;

/// <summary>One restart of one computation.</summary>
internal sealed class RestartActor(AttemptKey key, RestartPlan plan, IClock clock, EntracteSettings settings)
    : AttemptActor(key, plan.Agents, clock, settings, plan.IsHeld ? Step.Run : null)
{
    private readonly List<ProcessSummary> processes = [];
    private readonly List<ConnectionOffer> offers = [];
    private readonly List<string> warnings = [];
    private bool hasTicket;

    protected override void ReceiveMore() => Receive<HuskInvited>(
        invited =>
        {
            if (hasTicket || invited.Node != plan.Home)
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
            Streams = node == plan.Home ? plan.Streams : new StandardStreams(),
            Detached = plan.Detached || node != plan.Home,
            Registration = plan.Registration,
            Nodes = plan.Places[node],
            Address = plan.Addresses[node],
        }
        : new StepOrder { Key = Key, Step = step, Offers = step == Step.Connect ? [.. offers] : [] };

    protected override void Keep(StepReached reached)
    {
        warnings.AddRange(reached.Warnings);
        offers.AddRange(reached.Offers);
        // Whose first process stands for the computation comes first.
        processes.InsertRange(reached.Node == plan.Home ? 0 : processes.Count, reached.Processes);
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
