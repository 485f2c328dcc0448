using System.Collections.Immutable;
using Entracte.GridScheduler.Scheduling;
using Xunit.Abstractions;

namespace Entracte.Samples.Tests.Grid;

/// <summary>Random jobs on random nodes that come and go, with everything going wrong that can. A seed replays it.</summary>
public sealed class A_long_run(ITestOutputHelper output)
{
    private readonly GridTable table = new();

    [Fact]
    public void never_overfills_a_node_never_parks_for_the_less_important_and_finishes_every_job()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            output.WriteLine($"seed {seed}");
            new A_long_run(output).Run(new Random(seed));
        }
    }

    private void Run(Random random)
    {
        var slots = Enumerable.Range(1, 4).ToDictionary(number => $"n{number}", _ => random.Next(1, 4));
        var present = slots.Keys.ToHashSet();
        var (submitted, answered) = (0, 0);
        for (var step = 0; step < 400; step++)
        {
            if (submitted < 30 && random.Next(4) == 0)
                Hear(new GridEvent.Submitted(new JobOrder { Name = $"j{++submitted}", Command = ["true"], Priority = random.Next(4), Slots = random.Next(1, 3) }));
            if (random.Next(20) == 0 && submitted > 0)
                Hear(new GridEvent.CancelAsked($"j{random.Next(submitted) + 1}"));
            var node = $"n{random.Next(4) + 1}";
            if (random.Next(15) == 0 && present.Count > 1 && present.Remove(node))
                Hear(new GridEvent.NodeLost(node));
            if (random.Next(10) == 0)
                present.Add(node);
            Hear(new GridEvent.NodesFound(present.ToImmutableSortedDictionary(name => name, name => slots[name], StringComparer.Ordinal)));
            if (answered < table.Ordered.Count && random.Next(3) > 0)
                Hear(Answer(table.Ordered[answered++], random));
            if (table.State.Jobs.Values.Where(job => job.Phase == JobPhase.Running).ToList() is { Count: > 0 } running && random.Next(4) == 0)
                Hear(Fate(running[random.Next(running.Count)], random));
        }

        // From now on nothing goes wrong, and room is enough for all but those that are too large for any node.
        Hear(new GridEvent.NodesFound(slots.ToImmutableSortedDictionary(StringComparer.Ordinal)));
        while (answered < table.Ordered.Count || table.State.Jobs.Values.Any(job => job.Phase == JobPhase.Running))
        {
            while (answered < table.Ordered.Count)
                Hear(Answer(table.Ordered[answered++], null));
            if (table.State.Jobs.Values.FirstOrDefault(job => job.Phase == JobPhase.Running) is { } running)
                Hear(new GridEvent.Ended(running.Name, running.Attempt, 0));
        }

        Assert.All(table.State.Jobs.Values, job => Assert.True(job.IsOver || job.Order.Slots > slots.Values.Max(), $"{job}"));

        void Hear(GridEvent happened)
        {
            var before = table.State;
            var ordered = table.Ordered.Count;
            table.Hear(happened);
            foreach (var name in table.State.Nodes.Keys)
                Assert.True(table.State.Jobs.Values.Where(job => job.IsPlaced && job.Node == name).Sum(job => job.Order.Slots) <= slots[name], $"{name} is overfull after {happened}");
            var first = table.State.InOrder.FirstOrDefault(job => job.Phase == JobPhase.Queued)?.Order.Priority ?? int.MinValue;
            foreach (var action in table.Ordered.Skip(ordered))
            {
                if (action is GridAction.Park park)
                    Assert.True(park.Job.Order.Priority < first, $"{park.Job.Name} was parked for nobody after {happened}");
                if (action is GridAction.Start start && before.Jobs.TryGetValue(start.Job.Name, out var old))
                    Assert.True(start.Job.Attempt == old.Attempt + 1, $"{start.Job.Name} was started twice");
            }
        }
    }

    private static GridEvent Answer(GridAction action, Random? random) => (action, random?.Next(3)) switch
    {
        (GridAction.Start start, 0) => new GridEvent.StartFailed(start.Job.Name, start.Job.Attempt, "cannot"),
        (GridAction.Start start, _) => new GridEvent.Started(start.Job.Name, start.Job.Attempt),
        (GridAction.Park park, 0) => new GridEvent.ParkFailed(park.Job.Name, park.Job.Attempt, "cannot", random!.Next(2) == 0),
        (GridAction.Park park, _) => new GridEvent.Parked(park.Job.Name, park.Job.Attempt, 1),
        (_, 0) => new GridEvent.KillFailed(action.Job.Name, action.Job.Attempt, "cannot"),
        _ => new GridEvent.Killed(action.Job.Name, action.Job.Attempt),
    };

    private static GridEvent Fate(Job job, Random random) => random.Next(3) switch
    {
        0 => new GridEvent.Ended(job.Name, job.Attempt, 0),
        1 => new GridEvent.Vanished(job.Name, job.Attempt),
        _ => new GridEvent.Saved(job.Name, job.Attempt, job.Generation + 1),
    };
}
