using System.Collections.Immutable;

namespace Entracte.GridScheduler.Scheduling;

/// <summary>
/// Gives room to those who wait, the most important first:
/// <code>
/// a node has room for it                                    | it starts there: where most is left, then by name
/// a node has, or will have, room when those are gone who    |
///   are being parked                                        | it waits for that room, which nobody behind it gets
/// a node would have room if less important jobs made it     | those are parked: where the fewest must go, and of these the least important, and the youngest
/// else                                                      | it waits, and those behind it are looked at
/// </code>
/// Jobs of the same priority never make room for each other.
/// </summary>
internal static class Assignment
{
    public static GridDecision Settle(GridState state)
    {
        var actions = ImmutableArray.CreateBuilder<GridAction>();
        foreach (var job in state.Jobs.Values.Where(job => job.IsUnwanted))
            state = Dismiss(state, job, actions);
        var rooms = state.Nodes.Select(node => Room.Of(node.Key, node.Value, state.Jobs.Values)).ToList();
        foreach (var job in state.InOrder.Where(job => job.Phase == JobPhase.Queued).ToList())
            state = Place(state, job, rooms, actions);
        return new GridDecision(state, actions.ToImmutable());
    }

    private static GridState Dismiss(GridState state, Job job, ImmutableArray<GridAction>.Builder actions)
    {
        if (job.Phase == JobPhase.Queued)
            return state.With(job with { Phase = JobPhase.Cancelled });
        if (job.Phase != JobPhase.Running)
            return state;
        var ending = job with { Phase = JobPhase.Ending };
        actions.Add(new GridAction.Kill(ending));
        return state.With(ending);
    }

    private static GridState Place(GridState state, Job job, List<Room> rooms, ImmutableArray<GridAction>.Builder actions)
    {
        var slots = job.Order.Slots;
        if (rooms.Where(room => room.Free >= slots).OrderByDescending(room => room.Free).ThenBy(room => room.Node, StringComparer.Ordinal).FirstOrDefault() is { } free)
        {
            free.Take(slots);
            var starting = job with { Phase = JobPhase.Starting, Node = free.Node, Attempt = job.Attempt + 1, IsUnparkable = false };
            actions.Add(new GridAction.Start(starting));
            return state.With(starting);
        }

        var choices = rooms.Select(room => (Room: room, Victims: room.VictimsFor(slots, job.Order.Priority))).Where(choice => choice.Victims is not null);
        if (choices.OrderBy(choice => choice.Victims!.Count).ThenBy(choice => choice.Victims!.Sum(victim => (long)victim.Order.Priority))
            .ThenByDescending(choice => choice.Victims!.Select(victim => victim.Serial).DefaultIfEmpty().Max()).ThenBy(choice => choice.Room.Node, StringComparer.Ordinal)
            .FirstOrDefault() is not { Room: { } chosen, Victims: { } victims })
            return state;
        foreach (var victim in victims)
        {
            var parking = victim with { Phase = JobPhase.Parking };
            chosen.Park(victim);
            actions.Add(new GridAction.Park(parking));
            state = state.With(parking);
        }

        chosen.Take(slots);
        return state;
    }
}
