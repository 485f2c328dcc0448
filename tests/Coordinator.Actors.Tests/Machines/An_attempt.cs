using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>The pure machine of an attempt, exhaustively: all states that can be reached with two nodes, and all events.</summary>
public sealed class An_attempt
{
    private static readonly Failure SomeFailure = Failure.Of(FailureKind.HostFailed, "something");
    private static readonly Failure SomeRefusal = Refusal(41, isTransient: false);

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
        foreach (var state in Reachable(kind).Where(state => state is { Phase: AttemptPhase.Walking, IsBeyondReturn: false, Refusal: null }))
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

    [Theory]
    [InlineData(RouteKind.Checkpoint)]
    [InlineData(RouteKind.Kill)]
    [InlineData(RouteKind.Restart)]
    public void that_some_refuse_while_others_only_look_is_given_up_when_all_have_looked_with_everything_in_the_way(RouteKind kind)
    {
        var one = AttemptMachine.Decide(Begun(kind), new AttemptEvent.Failed("b", Refusal(7, isTransient: true)));
        Assert.Equal(AttemptPhase.Walking, one.State.Phase);
        Assert.Equal(["a"], one.State.Barrier.Awaited);
        Assert.Equal(["a"], Assert.Single(AttemptMachine.Decide(one.State, new AttemptEvent.Nudge()).Effects.OfType<AttemptEffect.Order>()).Nodes);

        var both = AttemptMachine.Decide(one.State, new AttemptEvent.Failed("a", Refusal(8, isTransient: false)));
        var first = AttemptMachine.Decide(one.State, new AttemptEvent.Reached("a", one.State.Step));

        Assert.Equal([7, 8], both.State.Failure!.Obstacles.Select(obstacle => obstacle.Pid));
        Assert.False(both.State.Failure.IsTransient);
        Assert.Equal([7], first.State.Failure!.Obstacles.Select(obstacle => obstacle.Pid));
        Assert.True(first.State.Failure.IsTransient);
        foreach (var decision in (Decision<AttemptState, AttemptEffect>[])[both, first])
        {
            Assert.Equal(AttemptPhase.Undoing, decision.State.Phase);
            Assert.Equal(["a", "b"], Assert.Single(decision.Effects.OfType<AttemptEffect.OrderUndo>()).Nodes);
            Assert.Equal("refused", decision.State.Failure!.Reason);
        }
    }

    [Fact]
    public void tells_what_some_have_found_in_the_way_also_when_others_are_lost_or_do_not_answer()
    {
        var refused = AttemptMachine.Decide(Begun(RouteKind.Checkpoint), new AttemptEvent.Failed("b", SomeRefusal)).State;

        foreach (var happened in (AttemptEvent[])[new AttemptEvent.Lost("a"), new AttemptEvent.TimedOut(refused.Barrier.Name), new AttemptEvent.Failed("a", SomeFailure)])
        {
            var undoing = AttemptMachine.Decide(refused, happened).State;
            Assert.Equal(AttemptPhase.Undoing, undoing.Phase);
            Assert.Equal([41], undoing.Failure!.Obstacles.Select(obstacle => obstacle.Pid));
            Assert.Equal(FailureKind.Obstacles, undoing.Failure.Kind);
            Assert.StartsWith("refused; and ", undoing.Failure.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void waits_for_those_who_look_also_when_who_has_refused_says_that_his_part_is_over()
    {
        var refused = AttemptMachine.Decide(Begun(RouteKind.Checkpoint), new AttemptEvent.Failed("b", SomeRefusal)).State;

        foreach (var happened in (AttemptEvent[])[new AttemptEvent.Failed("b", SomeFailure), new AttemptEvent.Undone("b")])
            Assert.Equal("already-refused", AttemptMachine.Decide(refused, happened).Refusal);
    }

    [Fact]
    public void tells_once_what_several_nodes_have_read_in_the_same_image()
    {
        var one = AttemptMachine.Decide(Begun(RouteKind.Restart), new AttemptEvent.Failed("a", OnNode("a"))).State;

        Assert.Equal(["a"], AttemptMachine.Decide(one, new AttemptEvent.Failed("b", OnNode("b"))).State.Failure!.Obstacles.Select(obstacle => obstacle.Node));

        static Failure OnNode(string node) => SomeRefusal with { Obstacles = [SomeRefusal.Obstacles[0] with { Node = node }] };
    }

    [Fact]
    public void that_one_refuses_while_bytes_are_drained_is_given_up_at_once()
    {
        var state = Reach(Reach(Begun(RouteKind.Checkpoint), Step.Suspend, "a", "b"), Step.TakeInventory, "a", "b");

        Assert.Equal(AttemptPhase.Undoing, AttemptMachine.Decide(state, new AttemptEvent.Failed("a", SomeRefusal)).State.Phase);
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

    private static Failure Refusal(int pid, bool isTransient)
        => Failure.Of(FailureKind.Obstacles, "refused") with { Obstacles = [new ObstacleNote { Pid = pid }], IsTransient = isTransient };

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
            yield return new AttemptEvent.Failed(node, SomeRefusal);
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
            var reasons = $"{state.Failure?.Kind} {state.Refusal?.Obstacles.Length} {warnings}";
            if (!found.TryAdd($"{state.Phase} {state.Position} {string.Join(',', state.Nodes)} {state.Barrier} {state.IsCrossed} {reasons}", state))
                continue;
            foreach (var happened in Events(kind))
                open.Enqueue(AttemptMachine.Decide(state, happened).State);
        }

        Assert.True(found.Count > 10);
        return found.Values;
    }
}
