using Decision = Entracte.Coordinator.Attempts.Decision<Entracte.Coordinator.Attempts.NodeState, Entracte.Coordinator.Attempts.NodeEffect>;

namespace Entracte.Coordinator.Attempts;

/// <summary>
/// One node's part of an attempt. It takes only the step that its route has next, only when ordered, and answers an order that comes twice
/// once more. Pure and total.
/// <code>
///              | Waiting                        Busy                     Stopping         Undoing            Undone            Finished
/// Ordered      | next: take it; the last one    the same: already-at-it  being-undone     being-undone       undone            last: report again
///              | again: report again; else out-of-order                                                                        else out-of-order
/// Taken        | nothing-under-way              report; close if last    put back         nothing-under-way  nothing-under-way nothing-under-way
/// Broke        | nothing-under-way              report, put back         put back         nothing-under-way  nothing-under-way nothing-under-way
/// UndoOrdered  | put back                       cancel                   being-undone     report at the end  report again      report
/// Silence      | report, put back               busy                     being-undone     being-undone       over              over
/// PutBack      | nothing-to-put-back            nothing-to-put-back      nothing-…        report if asked    nothing-…         nothing-…
/// </code>
/// </summary>
internal static class NodeMachine
{
    public static Decision Decide(NodeState state, NodeEvent happened) => happened switch
    {
        NodeEvent.Ordered ordered => OnOrder(state, ordered.Step),
        NodeEvent.Taken taken => OnTaken(state, taken.Step),
        NodeEvent.Broke broke => OnBroke(state, broke),
        NodeEvent.UndoOrdered => OnUndoOrder(state),
        NodeEvent.Silence => OnSilence(state),
        NodeEvent.PutBack => OnPutBack(state),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };

    private static Decision OnOrder(NodeState state, Step step)
    {
        var isRepeated = state.Reached >= 0 && state.Route.Steps[state.Reached] == step;
        return state.Phase switch
        {
            NodePhase.Waiting when state.Next == step => new(state with { Phase = NodePhase.Busy }, [new NodeEffect.Take(step)]),
            NodePhase.Waiting or NodePhase.Finished when isRepeated => new(state, [new NodeEffect.ReportReached(step)]),
            NodePhase.Waiting or NodePhase.Finished => Refuse(state, "out-of-order"),
            NodePhase.Busy => Refuse(state, state.Next == step ? "already-at-it" : "out-of-order"),
            NodePhase.Undone => Refuse(state, "undone"),
            _ => Refuse(state, "being-undone"),
        };
    }

    private static Decision OnTaken(NodeState state, Step step)
    {
        if (state.Phase is not (NodePhase.Busy or NodePhase.Stopping) || state.Next != step)
            return Refuse(state, "nothing-under-way");
        var reached = state with { Reached = state.Reached + 1 };
        // What has been committed or is running cannot be put back, and closing is all that is left to do then.
        if (state.Phase == NodePhase.Stopping)
            return new(reached with { Phase = NodePhase.Undoing }, [new NodeEffect.PutBack()]);
        return reached.Next is null
            ? new(reached with { Phase = NodePhase.Finished }, [new NodeEffect.Close(), new NodeEffect.ReportReached(step)])
            : new(reached with { Phase = NodePhase.Waiting }, [new NodeEffect.ReportReached(step)]);
    }

    private static Decision OnBroke(NodeState state, NodeEvent.Broke broke) => state.Phase switch
    {
        _ when state.Next != broke.Step => Refuse(state, "nothing-under-way"),
        // Nobody waits for the coordinator's word here: the processes of this node run on at once.
        NodePhase.Busy => new(state with { Phase = NodePhase.Undoing }, [new NodeEffect.PutBack(), new NodeEffect.ReportFailed(broke.Failure)]),
        NodePhase.Stopping => new(state with { Phase = NodePhase.Undoing }, [new NodeEffect.PutBack()]),
        _ => Refuse(state, "nothing-under-way"),
    };

    private static Decision OnUndoOrder(NodeState state) => state.Phase switch
    {
        NodePhase.Waiting => new(state with { Phase = NodePhase.Undoing, MustReport = true }, [new NodeEffect.PutBack()]),
        NodePhase.Busy => new(state with { Phase = NodePhase.Stopping, MustReport = true }, [new NodeEffect.Cancel()]),
        NodePhase.Undoing when !state.MustReport => new(state with { MustReport = true }, []),
        NodePhase.Undone or NodePhase.Finished => new(state, [new NodeEffect.ReportUndone()]),
        _ => Refuse(state, "being-undone"),
    };

    private static Decision OnSilence(NodeState state) => state.Phase switch
    {
        NodePhase.Waiting => new(
            state with { Phase = NodePhase.Undoing },
            [new NodeEffect.PutBack(), new NodeEffect.ReportFailed(Failure.Of(FailureKind.TimedOut, "nothing was heard from the coordinator"))]),
        NodePhase.Busy => Refuse(state, "busy"),
        NodePhase.Undone or NodePhase.Finished => Refuse(state, "over"),
        _ => Refuse(state, "being-undone"),
    };

    private static Decision OnPutBack(NodeState state) => state.Phase == NodePhase.Undoing
        ? new(state with { Phase = NodePhase.Undone }, state.MustReport ? [new NodeEffect.Close(), new NodeEffect.ReportUndone()] : [new NodeEffect.Close()])
        : Refuse(state, "nothing-to-put-back");

    private static Decision Refuse(NodeState state, string refusal) => new(state, [], refusal);
}
