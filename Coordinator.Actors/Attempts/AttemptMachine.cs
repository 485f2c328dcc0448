using System.Collections.Immutable;
using Decision = Entracte.Coordinator.Attempts.Decision<Entracte.Coordinator.Attempts.AttemptState, Entracte.Coordinator.Attempts.AttemptEffect>;

namespace Entracte.Coordinator.Attempts;

/// <summary>
/// Walks an attempt over its nodes from barrier to barrier. Pure and total: every state has one answer to every event.
/// <code>
///              | NotBegun   Walking, can be undone   Walking, beyond return       Undoing               Succeeded, GivenUp
/// Begin        | order 1st  already-begun            already-begun                already-begun         over
/// Reached      | not-begun  arrive; order the next   arrive; order the next       being-undone          over
/// Failed       | not-begun  undo everywhere, where   arrive with a warning        (arrives by Undone)   over
///              |            others only look: later
/// Lost         | give up    undo on the others       arrive with a warning        arrive                over
/// TimedOut     | not-begun  undo everywhere          arrive (all) with warnings,  give up, naming them  over
///              |                                     undo there
/// Nudge        | not-begun  order again              order again                  order undo again      over
/// Withdrawn    | give up    undo everywhere          too-late                     being-undone          over
/// Undone       | not-begun  undo everywhere          arrive with a warning        arrive                over
/// </code>
/// </summary>
internal static class AttemptMachine
{
    public static Decision Decide(AttemptState state, AttemptEvent happened) => state.Phase switch
    {
        AttemptPhase.NotBegun => BeforeBegin(state, happened),
        AttemptPhase.Walking => Walking(state, happened),
        AttemptPhase.Undoing => Undoing(state, happened),
        _ => Refuse(state, "over"),
    };

    private static Decision BeforeBegin(AttemptState state, AttemptEvent happened) => happened switch
    {
        AttemptEvent.Begin when state.Nodes.IsEmpty => GiveUp(state, Failure.Of(FailureKind.NodeLost, "no node has a process of this computation")),
        AttemptEvent.Begin => EnterStep(state, 0, []),
        AttemptEvent.Withdrawn withdrawn => GiveUp(state, withdrawn.Failure),
        AttemptEvent.Lost lost when state.Nodes.Contains(lost.Node) => GiveUp(state, LossOf(lost.Node)),
        AttemptEvent.Lost => Refuse(state, "unknown-node"),
        _ => Refuse(state, "not-begun"),
    };

    private static Decision Walking(AttemptState state, AttemptEvent happened) => happened switch
    {
        AttemptEvent.Begin => Refuse(state, "already-begun"),
        AttemptEvent.Reached reached => Arrive(state, reached),
        AttemptEvent.Failed { Node: var node } when IsOverFor(state, node) => Refuse(state, "already-refused"),
        AttemptEvent.Undone { Node: var node } when IsOverFor(state, node) => Refuse(state, "already-refused"),
        AttemptEvent.Failed failed when MayWaitForOthers(state, failed) => Gather(state, failed),
        AttemptEvent.Failed failed => FallOut(state, failed.Node, failed.Failure, mustUndo: true),
        AttemptEvent.Lost lost => FallOut(state, lost.Node, LossOf(lost.Node), mustUndo: false),
        AttemptEvent.Undone undone => FallOut(state, undone.Node, Failure.Of(FailureKind.HostFailed, $"node {undone.Node} gave up by itself"), mustUndo: false),
        AttemptEvent.TimedOut timedOut when timedOut.Barrier != state.Barrier.Name => Refuse(state, "stale-time-out"),
        AttemptEvent.TimedOut => RunOutOfTime(state),
        AttemptEvent.Withdrawn when state.IsBeyondReturn => Refuse(state, "too-late"),
        AttemptEvent.Withdrawn withdrawn => Undo(state, withdrawn.Failure, state.Nodes, []),
        AttemptEvent.Nudge => new(state, [new AttemptEffect.Order(state.Step, state.Barrier.Awaited)]),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };

    private static Decision Undoing(AttemptState state, AttemptEvent happened) => happened switch
    {
        AttemptEvent.Begin => Refuse(state, "already-begun"),
        AttemptEvent.Undone undone => ArriveUndone(state, undone.Node),
        AttemptEvent.Lost lost => ArriveUndone(state, lost.Node),
        AttemptEvent.TimedOut timedOut when timedOut.Barrier != state.Barrier.Name => Refuse(state, "stale-time-out"),
        AttemptEvent.TimedOut => GiveUp(state, state.Failure! with
        {
            Reason = $"{state.Failure.Reason}; and {Names(state.Barrier.Awaited)} did not confirm in time that everything runs on there",
        }),
        AttemptEvent.Nudge => new(state, [new AttemptEffect.OrderUndo(state.Failure!, state.Barrier.Awaited)]),
        _ => Refuse(state, "being-undone"),
    };

    private static Decision Arrive(AttemptState state, AttemptEvent.Reached reached)
    {
        if (!state.Nodes.Contains(reached.Node))
            return Refuse(state, "unknown-node");
        if (reached.Step != state.Step)
            return Refuse(state, state.Route.Steps.IndexOf(reached.Step) is >= 0 and var index && index < state.Position ? "stale-arrival" : "early-arrival");
        if (!state.Barrier.Awaited.Contains(reached.Node))
            return Refuse(state, "already-arrived");
        return Pass(state with { Barrier = state.Barrier.Arrive(reached.Node), IsCrossed = state.IsCrossed || state.Route.IsAtNoReturn(state.Position) }, []);
    }

    private static Decision Pass(AttemptState state, ImmutableArray<AttemptEffect> effects)
    {
        if (!state.Barrier.IsPassed)
            return new(state, effects);
        if (state.Refusal is { } refusal)
            return Undo(state with { Refusal = null }, refusal, state.Nodes, effects);
        effects = effects.Add(new AttemptEffect.Passed(state.Step));
        return state.Position + 1 < state.Route.Steps.Length
            ? EnterStep(state, state.Position + 1, effects)
            : new(state with { Phase = AttemptPhase.Succeeded, Barrier = Barrier.None }, effects.Add(new AttemptEffect.Succeed()));
    }

    private static Decision EnterStep(AttemptState state, int position, ImmutableArray<AttemptEffect> effects)
    {
        // Beyond the point of no return everybody may have fallen out; what is done is done.
        if (state.Nodes.IsEmpty)
            return new(state with { Phase = AttemptPhase.Succeeded, Barrier = Barrier.None }, effects.Add(new AttemptEffect.Succeed()));
        var step = state.Route.Steps[position];
        var barrier = new Barrier(Steps.Barrier(step), state.Nodes);
        return new(
            state with { Phase = AttemptPhase.Walking, Position = position, Barrier = barrier },
            // The time runs from before the first order: nobody is ever waited for without it.
            [.. effects, new AttemptEffect.Await(barrier.Name), new AttemptEffect.Order(step, state.Nodes)]);
    }

    /// <summary>Who asked wants to hear of everything in the way at once, and the other nodes are only looking.</summary>
    private static bool MayWaitForOthers(AttemptState state, AttemptEvent.Failed failed)
        => failed.Failure.Kind == FailureKind.Obstacles && Steps.IsLook(state.Step) && !state.IsBeyondReturn && state.Barrier.Awaited.Contains(failed.Node);

    /// <summary>Where somebody has refused, whoever has looked already may go on, and says so.</summary>
    private static bool IsOverFor(AttemptState state, string node) => state.Refusal is not null && state.Nodes.Contains(node) && !state.Barrier.Awaited.Contains(node);

    private static Decision Gather(AttemptState state, AttemptEvent.Failed failed)
    {
        var refusal = At(state, failed.Failure);
        return Pass(state with { Refusal = state.Refusal?.And(refusal, isOfImage: state.Step == Step.Verify) ?? refusal, Barrier = state.Barrier.Arrive(failed.Node) }, []);
    }

    private static Decision FallOut(AttemptState state, string node, Failure failure, bool mustUndo)
    {
        if (!state.Nodes.Contains(node))
            return Refuse(state, "unknown-node");
        if (!state.IsBeyondReturn)
            return Undo(state, At(state, failure), mustUndo ? state.Nodes : state.Nodes.Remove(node), []);
        return Pass(
            state with { Nodes = state.Nodes.Remove(node), Barrier = state.Barrier.Arrive(node), Warnings = state.Warnings.Add($"{node}: {failure.Reason}") },
            []);
    }

    private static Decision RunOutOfTime(AttemptState state)
    {
        var reason = $"{state.Barrier.Name} was not reached in time: no answer from {Names(state.Barrier.Awaited)}";
        if (!state.IsBeyondReturn)
            return Undo(state, At(state, Failure.Of(FailureKind.TimedOut, reason)), state.Nodes, []);
        // What is done is done, but who has not answered may keep processes suspended, and hears of this attempt no more otherwise.
        return Pass(
            state with { Nodes = state.Nodes.Except(state.Barrier.Awaited), Barrier = state.Barrier with { Awaited = [] }, Warnings = state.Warnings.Add(reason) },
            [new AttemptEffect.OrderUndo(Failure.Of(FailureKind.TimedOut, reason), state.Barrier.Awaited)]);
    }

    private static Decision Undo(AttemptState state, Failure failure, ImmutableSortedSet<string> nodes, ImmutableArray<AttemptEffect> effects)
    {
        if (state.Refusal is { } refusal)
            failure = refusal with { Reason = $"{refusal.Reason}; and {failure.Reason}", Obstacles = [.. refusal.Obstacles, .. failure.Obstacles] };
        if (nodes.IsEmpty)
            return GiveUp(state, failure);
        return new(
            state with { Phase = AttemptPhase.Undoing, Refusal = null, Failure = failure, Barrier = new Barrier(Steps.AllUndone, nodes) },
            [.. effects, new AttemptEffect.Await(Steps.AllUndone), new AttemptEffect.OrderUndo(failure, nodes)]);
    }

    private static Decision ArriveUndone(AttemptState state, string node)
    {
        if (!state.Barrier.Awaited.Contains(node))
            return Refuse(state, state.Nodes.Contains(node) ? "already-arrived" : "unknown-node");
        var barrier = state.Barrier.Arrive(node);
        return barrier.IsPassed ? GiveUp(state, state.Failure!) : new(state with { Barrier = barrier }, []);
    }

    private static Decision GiveUp(AttemptState state, Failure failure) => new(
        state with { Phase = AttemptPhase.GivenUp, Failure = failure, Barrier = Barrier.None },
        [new AttemptEffect.GiveUp(failure)]);

    private static Decision Refuse(AttemptState state, string refusal) => new(state, [], refusal);

    private static Failure At(AttemptState state, Failure failure) => failure.Barrier.Length == 0 ? failure with { Barrier = state.Barrier.Name } : failure;

    private static Failure LossOf(string node) => Failure.Of(FailureKind.NodeLost, $"node {node} was lost");

    private static string Names(ImmutableSortedSet<string> nodes) => string.Join(", ", nodes);
}
