using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>The pure machine of one node's part of an attempt, exhaustively.</summary>
public sealed class A_node
{
    private static readonly Failure SomeFailure = Failure.Of(FailureKind.HostFailed, "something");

    public static TheoryData<RouteKind> Routes => [.. Enum.GetValues<RouteKind>()];

    [Theory]
    [MemberData(nameof(Routes))]
    public void has_an_answer_to_every_event_in_every_state_and_a_refusal_changes_nothing(RouteKind kind)
    {
        foreach (var state in Reachable(kind))
        {
            foreach (var happened in Events(kind))
            {
                var decision = NodeMachine.Decide(state, happened);
                if (decision.Refusal is not null)
                    Assert.True(state == decision.State && decision.Effects.IsEmpty);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void takes_only_the_next_step_and_only_when_ordered(RouteKind kind)
    {
        foreach (var state in Reachable(kind))
        {
            foreach (var happened in Events(kind))
            {
                if (NodeMachine.Decide(state, happened).Effects.OfType<NodeEffect.Take>().SingleOrDefault() is not { } take)
                    continue;
                Assert.Equal(new NodeEvent.Ordered(take.Step), happened);
                Assert.Equal(state.Route.Steps[state.Reached + 1], take.Step);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void that_holds_somebody_lets_them_go_when_it_is_undone_or_forgotten(RouteKind kind)
    {
        foreach (var state in Reachable(kind).Where(state => state.Phase == NodePhase.Waiting))
        {
            Assert.Contains(new NodeEffect.PutBack(), NodeMachine.Decide(state, new NodeEvent.UndoOrdered(SomeFailure)).Effects);
            Assert.Contains(new NodeEffect.PutBack(), NodeMachine.Decide(state, new NodeEvent.Silence()).Effects);
        }

        foreach (var state in Reachable(kind).Where(state => state.Phase == NodePhase.Busy))
            Assert.Contains(new NodeEffect.PutBack(), NodeMachine.Decide(state, new NodeEvent.Broke(state.Next!.Value, SomeFailure)).Effects);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void always_answers_an_order_to_undo_in_the_end(RouteKind kind)
    {
        foreach (var reachable in Reachable(kind))
        {
            var ordered = NodeMachine.Decide(reachable, new NodeEvent.UndoOrdered(SomeFailure));
            var (state, answers) = (ordered.State, ordered.Effects.OfType<NodeEffect.ReportUndone>().Count());
            foreach (var happened in (NodeEvent[])[new NodeEvent.Taken(state.Next ?? Step.Suspend), new NodeEvent.PutBack()])
            {
                var decision = NodeMachine.Decide(state, happened);
                (state, answers) = (decision.State, answers + decision.Effects.OfType<NodeEffect.ReportUndone>().Count());
            }

            Assert.Equal(1, answers);
            Assert.True(state.IsOver);
        }
    }

    [Fact]
    public void answers_an_order_that_comes_twice_once_more()
    {
        var state = NodeState.Of(Route.Checkpoint);
        state = NodeMachine.Decide(state, new NodeEvent.Ordered(Step.Suspend)).State;
        Assert.Equal("already-at-it", NodeMachine.Decide(state, new NodeEvent.Ordered(Step.Suspend)).Refusal);
        state = NodeMachine.Decide(state, new NodeEvent.Taken(Step.Suspend)).State;

        Assert.Equal(new NodeEffect.ReportReached(Step.Suspend), Assert.Single(NodeMachine.Decide(state, new NodeEvent.Ordered(Step.Suspend)).Effects));
        Assert.Equal("out-of-order", NodeMachine.Decide(state, new NodeEvent.Ordered(Step.Drain)).Refusal);
    }

    private static IEnumerable<NodeEvent> Events(RouteKind kind) =>
    [
        new NodeEvent.UndoOrdered(SomeFailure), new NodeEvent.Silence(), new NodeEvent.PutBack(),
        .. Enum.GetValues<Step>().SelectMany(step => (NodeEvent[])[new NodeEvent.Ordered(step), new NodeEvent.Taken(step), new NodeEvent.Broke(step, SomeFailure)]),
    ];

    private static IReadOnlyCollection<NodeState> Reachable(RouteKind kind)
    {
        var found = new HashSet<NodeState>();
        var open = new Queue<NodeState>([NodeState.Of(Route.Of(kind))]);
        while (open.TryDequeue(out var state))
        {
            if (!found.Add(state))
                continue;
            foreach (var happened in Events(kind))
                open.Enqueue(NodeMachine.Decide(state, happened).State);
        }

        return found;
    }
}
