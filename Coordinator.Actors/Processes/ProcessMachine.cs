using Entracte.Coordinator.Attempts;
using Decision = Entracte.Coordinator.Attempts.Decision<Entracte.Coordinator.Processes.ProcessState, Entracte.Coordinator.Processes.ProcessEffect>;

namespace Entracte.Coordinator.Processes;

/// <summary>
/// Running → Suspended → Draining → Writing → Resumed (→ Running), and beside it the file: None → Writing → Written → Completing → Durable.
/// A process is let run only when its bytes are out, and its file is completed only then. Pure and total.
/// </summary>
internal static class ProcessMachine
{
    public static Decision Decide(ProcessState state, ProcessEvent happened) => (happened, state) switch
    {
        (ProcessEvent.Suspended, { Phase: ProcessPhase.Running, Part: PartPhase.None }) => Go(state with { Phase = ProcessPhase.Suspended }),
        (ProcessEvent.DrainBegan, { Phase: ProcessPhase.Suspended }) => Go(state with { Phase = ProcessPhase.Draining }),
        (ProcessEvent.WriteOrdered, { Phase: ProcessPhase.Draining })
            => Go(new(ProcessPhase.Writing, PartPhase.Writing), new ProcessEffect.Write()),
        (ProcessEvent.Written, { Phase: ProcessPhase.Writing, Part: PartPhase.Writing })
            => Go(state with { Part = PartPhase.Written }, new ProcessEffect.TellWritten()),
        (ProcessEvent.Resumed, { Phase: ProcessPhase.Writing, Part: PartPhase.Written }) => Go(state with { Phase = ProcessPhase.Resumed }),
        (ProcessEvent.CompleteOrdered, { Phase: ProcessPhase.Writing or ProcessPhase.Resumed, Part: PartPhase.Written })
            => Go(state with { Part = PartPhase.Completing }, new ProcessEffect.Complete()),
        (ProcessEvent.Completed completed, { Part: PartPhase.Completing })
            => Go(state with { Part = PartPhase.Durable }, new ProcessEffect.TellDurable(completed.Part)),
        (ProcessEvent.Killed, { Phase: ProcessPhase.Suspended, Part: PartPhase.None } or { Phase: ProcessPhase.Writing, Part: PartPhase.Durable })
            => Go(state with { Phase = ProcessPhase.Ended }),
        (ProcessEvent.Broke broke, { Part: PartPhase.Writing or PartPhase.Completing })
            => Go(state with { Part = PartPhase.None }, new ProcessEffect.TellBroken(broke.Failure)),
        (ProcessEvent.LetGo, { Phase: ProcessPhase.Ended }) => Go(state),
        (ProcessEvent.LetGo, _) => Go(ProcessState.Initial),
        _ => new(state, [], Refusal(state, happened)),
    };

    private static Decision Go(ProcessState state, params ReadOnlySpan<ProcessEffect> effects) => new(state, [.. effects]);

    private static string Refusal(ProcessState state, ProcessEvent happened) => happened switch
    {
        _ when state.Phase == ProcessPhase.Ended => "ended",
        ProcessEvent.Suspended => "already-suspended",
        ProcessEvent.DrainBegan => "not-suspended",
        ProcessEvent.WriteOrdered => "not-drained",
        ProcessEvent.Written => "not-writing",
        ProcessEvent.Resumed => "bytes-still-inside",
        ProcessEvent.CompleteOrdered => "not-written",
        ProcessEvent.Completed => "not-completing",
        ProcessEvent.Killed => "not-safe-to-kill",
        _ => "nothing-under-way",
    };
}
