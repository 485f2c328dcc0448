using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>The pure machine of an attempt, exhaustively: all states that can be reached with two nodes, and all events.</summary>
public sealed class An_attempt
{
    private static readonly Failure SomeFailure = Failure.Of(FailureKind.HostFailed, "something");

    public static TheoryData<RouteKind> Routes => [.. Enum.GetValues<RouteKind>()];

    [Theory]
    [MemberData(nameof(Routes))]
    public void has_exactly_one_answer_to_every_event_in_every_state(RouteKind kind)
    {
        foreach (var state in Reachable(kind))
        {
            foreach (var happened in Events(kind))
            {
                var decision = AttemptMachine.Decide(state, happened);
                Assert.Equal(decision, AttemptMachine.Decide(state, happened), (one, other) => one.State.ToString() == other.State.ToString());
                if (decision.Refusal is not null)
                    Assert.True(ReferenceEquals(state, decision.State) && decision.Effects.IsEmpty, "a refusal changes nothing and does nothing");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void lets_nobody_pass_a_barrier_before_all_have_arrived(RouteKind kind)
    {
        foreach (var state in Reachable(kind).Where(state => state.Phase == AttemptPhase.Walking))
        {
            foreach (var happened in Events(kind))
            {
                var decision = AttemptMachine.Decide(state, happened);
                var passed = decision.Effects.OfType<AttemptEffect.Passed>().SingleOrDefault();
                if (passed is null)
                    continue;
                Assert.Equal(state.Step, passed.Step);
                var stillMissing = happened switch
                {
                    AttemptEvent.Reached reached => state.Barrier.Awaited.Remove(reached.Node),
                    AttemptEvent.Failed failed => state.Barrier.Awaited.Remove(failed.Node),
                    AttemptEvent.Lost lost => state.Barrier.Awaited.Remove(lost.Node),
                    AttemptEvent.Undone undone => state.Barrier.Awaited.Remove(undone.Node),
                    _ => [],
                };
                Assert.Empty(stillMissing);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void before_its_point_of_no_return_is_undone_everywhere_by_any_failure(RouteKind kind)
    {
        foreach (var state in Reachable(kind).Where(state => state.Phase == AttemptPhase.Walking && !state.IsBeyondReturn))
        {
            var decision = AttemptMachine.Decide(state, new AttemptEvent.Failed("b", SomeFailure));
            Assert.Equal(AttemptPhase.Undoing, decision.State.Phase);
            Assert.Equal(["a", "b"], Assert.Single(decision.Effects.OfType<AttemptEffect.OrderUndo>()).Nodes);
            Assert.Equal("something", decision.State.Failure!.Reason);
            Assert.Equal(state.Barrier.Name, decision.State.Failure.Barrier);
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void beyond_its_point_of_no_return_is_never_undone(RouteKind kind)
    {
        foreach (var state in Reachable(kind).Where(state => state.Phase == AttemptPhase.Walking && state.IsBeyondReturn))
        {
            foreach (var happened in Events(kind))
                Assert.NotEqual(AttemptPhase.Undoing, AttemptMachine.Decide(state, happened).State.Phase);
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void always_ends_when_the_time_of_every_barrier_runs_out(RouteKind kind)
    {
        foreach (var reachable in Reachable(kind).Where(state => state.Phase is AttemptPhase.Walking or AttemptPhase.Undoing))
        {
            var state = reachable;
            for (var barriers = 0; !state.IsOver; barriers++)
            {
                Assert.True(barriers <= state.Route.Steps.Length + 1);
                state = AttemptMachine.Decide(state, new AttemptEvent.TimedOut(state.Barrier.Name)).State;
            }
        }
    }

    [Fact]
    public void says_who_was_awaited_at_which_barrier()
    {
        var state = Begun(RouteKind.Checkpoint);
        state = AttemptMachine.Decide(state, new AttemptEvent.Reached("a", Step.Suspend)).State;

        var decision = AttemptMachine.Decide(state, new AttemptEvent.TimedOut("all-suspended"));

        Assert.Equal("all-suspended was not reached in time: no answer from b", decision.State.Failure!.Reason);
    }

    [Fact]
    public void does_not_hear_an_arrival_twice_nor_too_early_nor_from_a_stranger()
    {
        var state = AttemptMachine.Decide(Begun(RouteKind.Checkpoint), new AttemptEvent.Reached("a", Step.Suspend)).State;

        Assert.Equal("already-arrived", AttemptMachine.Decide(state, new AttemptEvent.Reached("a", Step.Suspend)).Refusal);
        Assert.Equal("early-arrival", AttemptMachine.Decide(state, new AttemptEvent.Reached("b", Step.Drain)).Refusal);
        Assert.Equal("unknown-node", AttemptMachine.Decide(state, new AttemptEvent.Reached("c", Step.Suspend)).Refusal);
        state = AttemptMachine.Decide(state, new AttemptEvent.Reached("b", Step.Suspend)).State;
        Assert.Equal("stale-arrival", AttemptMachine.Decide(state, new AttemptEvent.Reached("b", Step.Suspend)).Refusal);
        Assert.Equal("stale-time-out", AttemptMachine.Decide(state, new AttemptEvent.TimedOut("all-suspended")).Refusal);
    }

    [Fact]
    public void that_was_committed_by_one_goes_on_without_the_other_and_says_so()
    {
        var state = Begun(RouteKind.Checkpoint);
        foreach (var step in state.Route.Steps.SkipLast(1))
            state = Reach(state, step, "a", "b");
        state = Reach(state, Step.Commit, "a");

        var decision = AttemptMachine.Decide(state, new AttemptEvent.Lost("b"));

        Assert.Equal(AttemptPhase.Succeeded, decision.State.Phase);
        Assert.Equal("b: node b was lost", Assert.Single(decision.State.Warnings));
    }

    private static AttemptState Begun(RouteKind kind)
        => AttemptMachine.Decide(AttemptState.Of(Route.Of(kind), ["a", "b"]), new AttemptEvent.Begin()).State;

    private static AttemptState Reach(AttemptState state, Step step, params string[] nodes)
        => nodes.Aggregate(state, (at, node) => AttemptMachine.Decide(at, new AttemptEvent.Reached(node, step)).State);

    private static IEnumerable<AttemptEvent> Events(RouteKind kind)
    {
        yield return new AttemptEvent.Begin();
        yield return new AttemptEvent.Nudge();
        yield return new AttemptEvent.Withdrawn(SomeFailure);
        foreach (var barrier in Route.Of(kind).Steps.Select(Steps.Barrier).Append(Steps.AllUndone))
            yield return new AttemptEvent.TimedOut(barrier);
        foreach (var node in (string[])["a", "b", "stranger"])
        {
            yield return new AttemptEvent.Failed(node, SomeFailure);
            yield return new AttemptEvent.Lost(node);
            yield return new AttemptEvent.Undone(node);
            foreach (var step in Enum.GetValues<Step>())
                yield return new AttemptEvent.Reached(node, step);
        }
    }

    private static IReadOnlyCollection<AttemptState> Reachable(RouteKind kind)
    {
        var found = new Dictionary<string, AttemptState>();
        var open = new Queue<AttemptState>([AttemptState.Of(Route.Of(kind), ["a", "b"])]);
        while (open.TryDequeue(out var state))
        {
            var warnings = Math.Min(state.Warnings.Length, 1);
            if (!found.TryAdd($"{state.Phase} {state.Position} {string.Join(',', state.Nodes)} {state.Barrier} {state.IsCrossed} {state.Failure?.Kind} {warnings}", state))
                continue;
            foreach (var happened in Events(kind))
                open.Enqueue(AttemptMachine.Decide(state, happened).State);
        }

        Assert.True(found.Count > 10);
        return found.Values;
    }
}
