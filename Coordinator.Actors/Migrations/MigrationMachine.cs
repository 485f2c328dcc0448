using System.Collections.Immutable;
using Entracte.Coordinator.Attempts;
using Decision = Entracte.Coordinator.Attempts.Decision<Entracte.Coordinator.Migrations.MigrationState, Entracte.Coordinator.Migrations.MigrationEffect>;

namespace Entracte.Coordinator.Migrations;

/// <summary>
/// Two attempts, of which the one holds the source still while the other builds the target. Until the source is told to end, everything is undone by letting it run
/// on from its own memory; never do both run. The source ends when nothing is left to be done at the target but to let it run, and only then that is done; should just that
/// fail, the source is restarted from the image. Pure and total.
/// <code>
///                     | Departing | Carrying   | Checking  | Arriving | Leaving                   | Settling | Returning | Undoing
/// DepartureHeld       | carry     | stale      | stale     | stale    | stale                     | stale    | stale     | stale
/// DepartureEnded well | fail      | fail       | undo      | undo     | run target, or build it   | stale    | stale     | fail when
/// DepartureEnded      | fail      | fail       | undo      | undo     | undo                      | stale    | stale     |   both ended
/// Carried well        | stale     | check or   | stale     | stale    | stale                     | stale    | stale     | stale
///                     |           | build      |           |          |                           |          |           |
/// Carried             | stale     | undo       | stale     | stale    | stale                     | stale    | stale     | stale
/// ArrivalHeld         | stale     | stale      | stale     | end      | stale                     | stale    | stale     | stale
///                     |           |            |           | source   |                           |          |           |
/// ArrivalEnded well   | stale     | stale      | end       | undo     | (return when source ends) | succeed  | stale     | fail when
///                     |           |            | source    |          |                           |          |           |   both ended
/// ArrivalEnded        | stale     | stale      | undo      | undo     | return when source ends   | return   | stale     |
/// ArrivalUnknown      | stale     | stale      | undo      | undo     | return when source ends   | fail     | stale     |   both ended
/// Returned            | stale     | stale      | stale     | stale    | stale                     | stale    | fail      | stale
/// Withdrawn           | undo      | undo       | undo      | undo     | too-late                  | too-late | too-late  | too-late
/// </code>
/// </summary>
internal static class MigrationMachine
{
    public static Decision Decide(MigrationState state, MigrationEvent happened) => happened switch
    {
        _ when state.Phase == MigrationPhase.Over => Refuse(state, "over"),
        MigrationEvent.DepartureHeld when state.Phase == MigrationPhase.Departing => new(state with { Phase = MigrationPhase.Carrying }, [new MigrationEffect.Carry()]),
        MigrationEvent.DepartureEnded ended when state.HasDeparture => OnDeparted(state with { HasDeparture = false }, ended.Failure),
        MigrationEvent.Carried carried when state.Phase == MigrationPhase.Carrying => OnCarried(state, carried.Failure),
        MigrationEvent.ArrivalHeld when state.Phase == MigrationPhase.Arriving => Leave(state),
        MigrationEvent.ArrivalEnded ended when state.HasArrival => OnArrived(state with { HasArrival = false }, ended.Failure),
        MigrationEvent.ArrivalUnknown unknown when state.HasArrival => OnUnknown(state with { HasArrival = false }, unknown.Failure),
        MigrationEvent.Returned returned when state.Phase == MigrationPhase.Returning => Fail(state, Returned(state.Failure!, returned.Failure)),
        MigrationEvent.Withdrawn withdrawn => state.Phase < MigrationPhase.Leaving ? Undo(state, withdrawn.Failure) : Refuse(state, "too-late"),
        _ => Refuse(state, "stale"),
    };

    private static Decision OnCarried(MigrationState state, Failure? failure)
    {
        if (failure is not null)
            return Undo(state, failure);
        var building = state with { HasArrival = true };
        return state.SomebodyStays
            ? new(building with { Phase = MigrationPhase.Checking }, [new MigrationEffect.Check()])
            : new(building with { Phase = MigrationPhase.Arriving }, [new MigrationEffect.BeginArrival(true)]);
    }

    private static Decision OnDeparted(MigrationState state, Failure? failure) => state.Phase switch
    {
        MigrationPhase.Leaving when failure is null && state.Failure is not null => Return(state, state.Failure),
        MigrationPhase.Leaving when failure is null && state.SomebodyStays
            => new(state with { Phase = MigrationPhase.Settling, HasArrival = true }, [new MigrationEffect.BeginArrival(false)]),
        MigrationPhase.Leaving when failure is null => new(state with { Phase = MigrationPhase.Settling }, [new MigrationEffect.RunTarget()]),
        MigrationPhase.Undoing => Undone(state),
        _ => Undo(state, failure ?? Failure.Of(FailureKind.ProcessEnded, "it has ended meanwhile")),
    };

    private static Decision OnArrived(MigrationState state, Failure? failure)
    {
        var why = failure ?? Failure.Of(FailureKind.HostFailed, "the other side ran before its time");
        return state.Phase switch
        {
            MigrationPhase.Checking when failure is null => Leave(state),
            MigrationPhase.Settling when failure is null => new(state with { Phase = MigrationPhase.Over }, [new MigrationEffect.Succeed()]),
            MigrationPhase.Settling => Return(state, why),
            // What becomes of the source is not known before it tells.
            MigrationPhase.Leaving => new(state with { Failure = why }, []),
            MigrationPhase.Undoing => Undone(state),
            _ => Undo(state, why),
        };
    }

    /// <summary>Before it was told so it has not run. After that nobody may restart the source: both would run.</summary>
    private static Decision OnUnknown(MigrationState state, Failure failure) => state.Phase == MigrationPhase.Settling
        ? new(state with { Phase = MigrationPhase.Over, Failure = failure }, [new MigrationEffect.GiveAway(), new MigrationEffect.Fail(failure)])
        : OnArrived(state, failure);

    private static Decision Leave(MigrationState state) => new(state with { Phase = MigrationPhase.Leaving }, [new MigrationEffect.EndSource()]);

    private static Decision Return(MigrationState state, Failure failure)
        => new(state with { Phase = MigrationPhase.Returning, Failure = failure }, [new MigrationEffect.Return()]);

    private static Decision Undo(MigrationState state, Failure failure)
    {
        var undoing = state with { Phase = MigrationPhase.Undoing, Failure = state.Failure ?? failure };
        ImmutableArray<MigrationEffect> effects =
        [
            .. state.HasDeparture ? (MigrationEffect[])[new MigrationEffect.WithdrawDeparture(failure)] : [],
            .. state.HasArrival ? (MigrationEffect[])[new MigrationEffect.WithdrawArrival(failure)] : [],
        ];
        return effects.IsEmpty ? Undone(undoing) : new(undoing, effects);
    }

    private static Decision Undone(MigrationState state) => state.HasDeparture || state.HasArrival ? new(state, []) : Fail(state, state.Failure!);

    private static Decision Fail(MigrationState state, Failure failure) => new(state with { Phase = MigrationPhase.Over, Failure = failure }, [new MigrationEffect.Fail(failure)]);

    private static Failure Returned(Failure failure, Failure? again) => again is null
        ? failure with { Reason = $"{failure.Reason}; it was restarted where it was, from the image that should have carried it" }
        : failure with { Reason = $"{failure.Reason}; and it could not be restarted where it was, so that it has ended with a whole image (entracte restart): {again.Reason}" };

    private static Decision Refuse(MigrationState state, string refusal) => new(state, [], refusal);
}
