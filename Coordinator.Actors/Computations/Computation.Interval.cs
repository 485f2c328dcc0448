using Akka.Actor;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Rollbacks;
using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Computations;

/// <summary>When the next checkpoint comes by itself.</summary>
internal sealed partial class Computation
{
    private readonly HashSet<string> lostWithParts = [];
    private double expectedCostSeconds;

    /// <summary>Zero where none comes.</summary>
    private TimeSpan Interval => registration switch
    {
        { Standing.AutomaticInterval: false } => TimeSpan.FromSeconds(registration.IntervalSeconds),
        _ when expectedCostSeconds == 0 => settings.FirstInterval,
        _ => AutomaticInterval.Of(expectedCostSeconds, NodesUsed, history(), settings),
    };

    private IntervalBasis? Basis => !registration.Standing.AutomaticInterval ? null : new IntervalBasis
    {
        CostSeconds = expectedCostSeconds,
        Failures = history().Failures,
        ObservedNodeSeconds = history().ObservedSeconds,
        FailuresPerDay = NodesUsed * TimeSpan.FromDays(1) / history().MeanTimeBetweenFailures(settings.MeanTimeBetweenFailures),
    };

    private int NodesUsed => Math.Max(1, nodes.Values.Count(node => node.Registration.Roots.Length > 0));

    private void ArmInterval()
    {
        if (Interval is { Ticks: > 0 } interval)
            Timers.StartSingleTimer(IntervalTimer, new IntervalDue(), interval);
    }

    /// <summary>What was lost with them does not go on by itself any more, and an image helps. Until then they could have come back with it.</summary>
    private void CountLosses()
    {
        foreach (var node in lostWithParts)
            Context.Parent.Tell(new FailureSeen(node, $"it was lost with processes of {registration.Name}", IsLoss: true));
        lostWithParts.Clear();
    }

    /// <summary>A program that ends with a status of its own, as a rule does so again.</summary>
    private void CountCrash(string node, ProgramEnd end)
    {
        if (end.Signal > 0)
            Context.Parent.Tell(new FailureSeen(node, $"a program of {registration.Name} {end}", IsLoss: false));
    }

    /// <summary>Every checkpoint tells what the next will cost, whoever has asked for it.</summary>
    private void LearnCost(CheckpointResult result) => expectedCostSeconds = AutomaticInterval.ExpectedCost(expectedCostSeconds, result.TotalMilliseconds / 1000);

    private sealed record IntervalDue : INoSerializationVerificationNeeded;
}
