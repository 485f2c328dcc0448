using Akka.Actor;
using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Computations;

/// <summary>When the next checkpoint comes by itself.</summary>
internal sealed partial class Computation
{
    private double expectedCostSeconds;

    /// <summary>Zero where none comes.</summary>
    private TimeSpan Interval => registration switch
    {
        { Standing.AutomaticInterval: false } => TimeSpan.FromSeconds(registration.IntervalSeconds),
        _ when expectedCostSeconds == 0 => settings.FirstInterval,
        _ => AutomaticInterval.Of(expectedCostSeconds, Math.Max(1, AgentsWithRoots.Count), settings),
    };

    private void ArmInterval()
    {
        if (Interval is { Ticks: > 0 } interval)
            Timers.StartSingleTimer(IntervalTimer, new IntervalDue(), interval);
    }

    /// <summary>Every checkpoint tells what the next will cost, whoever has asked for it.</summary>
    private void LearnCost(CheckpointResult result) => expectedCostSeconds = AutomaticInterval.ExpectedCost(expectedCostSeconds, result.TotalMilliseconds / 1000);

    private sealed record IntervalDue : INoSerializationVerificationNeeded;
}
