using Entracte.Coordinator.Computations;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>The pure machine of a computation, exhaustively.</summary>
public sealed class A_computation
{
    private static readonly ComputationEvent[] Events =
    [
        new ComputationEvent.CheckpointAsked(false), new ComputationEvent.CheckpointAsked(true), new ComputationEvent.IntervalPassed(),
        new ComputationEvent.RestartAsked(), new ComputationEvent.KillAsked(), new ComputationEvent.MigrationAsked(), new ComputationEvent.AttemptSucceeded(), new ComputationEvent.AttemptFailed(),
        new ComputationEvent.RootsPresent(), new ComputationEvent.RootsGone(),
    ];

    private static IEnumerable<ComputationState> States
        => Enum.GetValues<ComputationPhase>().SelectMany(phase => (ComputationState[])[new(phase), new(phase, true)]);

    [Fact]
    public void has_an_answer_to_every_event_in_every_state()
    {
        foreach (var state in States)
        {
            foreach (var happened in Events)
            {
                var decision = ComputationMachine.Decide(state, happened);
                if (decision.Refusal is not null)
                    Assert.True(state == decision.State && decision.Effects.IsEmpty);
            }
        }
    }

    [Fact]
    public void has_one_thing_done_to_it_at_a_time()
    {
        foreach (var state in States)
        {
            foreach (var happened in Events)
            {
                var decision = ComputationMachine.Decide(state, happened);
                var begins = decision.Effects.Count(effect => effect
                    is ComputationEffect.BeginCheckpoint or ComputationEffect.BeginRestart or ComputationEffect.BeginKill or ComputationEffect.BeginMigration);
                Assert.True(begins <= (state.Phase.IsBusy() ? 0 : 1));
                Assert.Equal(begins == 1, !state.Phase.IsBusy() && decision.State.Phase.IsBusy());
            }
        }
    }

    [Fact]
    public void answers_everybody_who_asks()
    {
        foreach (var state in States)
        {
            foreach (var happened in Events.Where(happened => happened
                is ComputationEvent.CheckpointAsked or ComputationEvent.RestartAsked or ComputationEvent.KillAsked or ComputationEvent.MigrationAsked))
            {
                Assert.Single(ComputationMachine.Decide(state, happened).Effects, effect => effect
                    is ComputationEffect.BeginCheckpoint or ComputationEffect.BeginRestart or ComputationEffect.BeginKill or ComputationEffect.BeginMigration
                    or ComputationEffect.Postpone or ComputationEffect.Refuse);
            }
        }
    }

    [Fact]
    public void that_runs_is_not_restarted_beside_itself()
    {
        var refusal = Assert.Single(ComputationMachine.Decide(ComputationState.Running, new ComputationEvent.RestartAsked()).Effects);

        Assert.Equal(FailureKind.Busy, Assert.IsType<ComputationEffect.Refuse>(refusal).Kind);
    }
}
