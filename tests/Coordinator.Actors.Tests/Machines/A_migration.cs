using Entracte.Coordinator.Migrations;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>The pure machine of a migration, exhaustively: everything that can happen in whatever order.</summary>
public sealed class A_migration
{
    private static readonly Failure SomeFailure = Failure.Of(FailureKind.HostFailed, "something");

    private static readonly MigrationEvent[] Events =
    [
        new MigrationEvent.DepartureHeld(), new MigrationEvent.DepartureEnded(null), new MigrationEvent.DepartureEnded(SomeFailure), new MigrationEvent.Carried(null),
        new MigrationEvent.Carried(SomeFailure), new MigrationEvent.ArrivalHeld(), new MigrationEvent.ArrivalEnded(null), new MigrationEvent.ArrivalEnded(SomeFailure),
        new MigrationEvent.ArrivalUnknown(SomeFailure), new MigrationEvent.Returned(null), new MigrationEvent.Returned(SomeFailure), new MigrationEvent.Withdrawn(SomeFailure),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void never_lets_both_sides_run(bool somebodyStays) => Walk(somebodyStays, (before, happened, decision) =>
    {
        var begins = decision.Effects.Any(effect => effect is MigrationEffect.RunTarget or MigrationEffect.BeginArrival { Held: false } or MigrationEffect.Return);
        if (begins)
            Assert.True(!decision.State.HasDeparture && (before.Phase is MigrationPhase.Settling
                || (before.Phase, happened) is (MigrationPhase.Leaving, MigrationEvent.DepartureEnded { Failure: null })));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ends_the_source_only_when_the_target_is_ready_or_found_fit(bool somebodyStays) => Walk(somebodyStays, (before, happened, decision) =>
    {
        if (decision.Effects.Any(effect => effect is MigrationEffect.EndSource))
            Assert.True((before.Phase, happened) is (MigrationPhase.Arriving, MigrationEvent.ArrivalHeld) or (MigrationPhase.Checking, MigrationEvent.ArrivalEnded { Failure: null }));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void leaves_no_attempt_behind_and_says_once_how_it_ended(bool somebodyStays) => Walk(somebodyStays, (before, _, decision) =>
    {
        var ends = decision.Effects.Count(effect => effect is MigrationEffect.Succeed or MigrationEffect.Fail);
        Assert.Equal(decision.State.Phase == MigrationPhase.Over && before.Phase != MigrationPhase.Over ? 1 : 0, ends);
        if (decision.State.Phase == MigrationPhase.Over)
            Assert.False(decision.State.HasDeparture || decision.State.HasArrival);
        // Withdrawn attempts are waited for.
        if (decision.State.Phase == MigrationPhase.Undoing)
            Assert.True(decision.State.HasDeparture || decision.State.HasArrival);
        if (decision.Refusal is not null)
            Assert.True(decision.State == before && decision.Effects.IsEmpty);
    });

    [Fact]
    public void fails_only_by_what_it_is_told_and_comes_to_its_end()
    {
        var reached = Walk(false, (_, _, _) => { }).Concat(Walk(true, (_, _, _) => { })).ToArray();
        Assert.All(Enum.GetValues<MigrationPhase>(), phase => Assert.Contains(reached, state => state.Phase == phase));
        Assert.All(reached.Where(state => state.Phase != MigrationPhase.Over), state => Assert.Contains(Events, happened => MigrationMachine.Decide(state, happened).State != state));
    }

    [Fact]
    public void whose_target_fails_in_the_last_moment_says_where_it_runs_now()
    {
        var settling = MigrationState.Of(false) with { Phase = MigrationPhase.Settling, HasDeparture = false, HasArrival = true };
        var returning = MigrationMachine.Decide(settling, new MigrationEvent.ArrivalEnded(SomeFailure)).State;
        var again = Assert.IsType<MigrationEffect.Fail>(Assert.Single(MigrationMachine.Decide(returning, new MigrationEvent.Returned(null)).Effects));
        Assert.Contains("restarted where it was", again.Failure.Reason);
        var ended = Assert.IsType<MigrationEffect.Fail>(Assert.Single(MigrationMachine.Decide(returning, new MigrationEvent.Returned(SomeFailure)).Effects));
        Assert.Contains("has ended with a whole image", ended.Failure.Reason);
    }

    [Fact]
    public void whose_target_may_or_may_not_run_is_not_restarted_by_anybody_here()
    {
        var settling = MigrationState.Of(false) with { Phase = MigrationPhase.Settling, HasDeparture = false, HasArrival = true };
        MigrationEffect[] expected = [new MigrationEffect.GiveAway(), new MigrationEffect.Fail(SomeFailure)];
        Assert.Equal(expected, MigrationMachine.Decide(settling, new MigrationEvent.ArrivalUnknown(SomeFailure)).Effects);
        var arriving = settling with { Phase = MigrationPhase.Arriving, HasDeparture = true };
        Assert.IsType<MigrationEffect.WithdrawDeparture>(Assert.Single(MigrationMachine.Decide(arriving, new MigrationEvent.ArrivalUnknown(SomeFailure)).Effects));
    }

    private static HashSet<MigrationState> Walk(bool somebodyStays, Action<MigrationState, MigrationEvent, Attempts.Decision<MigrationState, MigrationEffect>> look)
    {
        HashSet<MigrationState> seen = [MigrationState.Of(somebodyStays)];
        var open = new Queue<MigrationState>(seen);
        while (open.TryDequeue(out var state))
        {
            foreach (var happened in Events)
            {
                var decision = MigrationMachine.Decide(state, happened);
                look(state, happened, decision);
                if (seen.Add(decision.State))
                    open.Enqueue(decision.State);
            }
        }

        return seen;
    }
}
