using System.Collections.Immutable;
using Entracte.GridScheduler.Scheduling;

namespace Entracte.Samples.Tests.Grid;

/// <summary>A scheduler whose decisions are applied one after the other, with all that it has ordered.</summary>
internal sealed class GridTable
{
    public GridState State { get; private set; } = GridState.Empty;

    public List<GridAction> Ordered { get; } = [];

    /// <summary>The refusal of the last event.</summary>
    public string? Refusal { get; private set; }

    public Job this[string name] => State.Jobs[name];

    /// <returns>What was ordered because of it, as "Start a on n1".</returns>
    public string[] Hear(GridEvent happened)
    {
        var decision = Scheduler.Decide(State, happened);
        (State, Refusal) = (decision.State, decision.Refusal);
        Ordered.AddRange(decision.Actions);
        return [.. decision.Actions.Select(action => $"{action.GetType().Name} {action.Job.Name} on {action.Job.Node}")];
    }

    public string[] Nodes(params (string Name, int Slots)[] nodes)
        => Hear(new GridEvent.NodesFound(nodes.ToImmutableSortedDictionary(node => node.Name, node => node.Slots, StringComparer.Ordinal)));

    public string[] Submit(string name, int priority = 0, int slots = 1)
        => Hear(new GridEvent.Submitted(new JobOrder { Name = name, Command = ["true"], Priority = priority, Slots = slots }));

    public string[] Start(string name) => Hear(new GridEvent.Started(name, this[name].Attempt));

    public string[] Park(string name, int generation = 1) => Hear(new GridEvent.Parked(name, this[name].Attempt, generation));

    public string[] End(string name, int status = 0) => Hear(new GridEvent.Ended(name, this[name].Attempt, status));

    /// <summary>One that runs already.</summary>
    public void Run(string name, int priority = 0, int slots = 1)
    {
        Submit(name, priority, slots);
        Start(name);
    }
}
