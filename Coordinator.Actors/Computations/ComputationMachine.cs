using Entracte.Coordinator.Attempts;
using Decision = Entracte.Coordinator.Attempts.Decision<Entracte.Coordinator.Computations.ComputationState, Entracte.Coordinator.Computations.ComputationEffect>;

namespace Entracte.Coordinator.Computations;

/// <summary>
/// One thing at a time is done to a computation. Who asks for a checkpoint while another is under way waits for it; a kill does not wait, it
/// has the attempt given up. Pure and total.
/// <code>
///                  | Running          Checkpointing          Restarting            Ending      Ended                 Migrating
/// CheckpointAsked  | begin            postpone               postpone              postpone    refuse: no process    postpone
/// MigrationAsked   | begin            postpone               postpone              postpone    refuse: no process    postpone
/// IntervalPassed   | begin            busy                   busy                  busy        ended                 busy
/// RestartAsked     | refuse: runs     postpone if it kills,  refuse: under way     postpone    begin                 refuse: runs
///                  |                  else refuse: runs
/// KillAsked        | begin            withdraw, postpone     withdraw, postpone    postpone    refuse: no process    withdraw, postpone
/// AttemptSucceeded | no-attempt       Running, or Ended      Running               Ended       no-attempt            Running
/// AttemptFailed    | no-attempt       Running                Ended                 Running     no-attempt            Running
/// RootsPresent     | nothing          nothing                nothing               nothing     Running               nothing
/// RootsGone        | Ended            attempt-decides        attempt-decides       att.-dec.   nothing               attempt-decides
/// </code>
/// </summary>
internal static class ComputationMachine
{
    public static Decision Decide(ComputationState state, ComputationEvent happened) => state.Phase switch
    {
        ComputationPhase.Running => WhileRunning(state, happened),
        ComputationPhase.Checkpointing => WhileCheckpointing(state, happened),
        ComputationPhase.Restarting => WhileRestarting(state, happened),
        ComputationPhase.Ending => WhileEnding(state, happened),
        ComputationPhase.Migrating => WhileMigrating(state, happened),
        _ => WhenEnded(state, happened),
    };

    private static Decision WhileRunning(ComputationState state, ComputationEvent happened) => happened switch
    {
        ComputationEvent.CheckpointAsked asked
            => Go(new(ComputationPhase.Checkpointing, asked.Kill), new ComputationEffect.BeginCheckpoint(false, asked.Kill)),
        ComputationEvent.IntervalPassed => Go(new(ComputationPhase.Checkpointing), new ComputationEffect.BeginCheckpoint(true, false)),
        ComputationEvent.RestartAsked => Go(state, StillRuns),
        ComputationEvent.KillAsked => Go(new(ComputationPhase.Ending, true), new ComputationEffect.BeginKill()),
        ComputationEvent.MigrationAsked => Go(new(ComputationPhase.Migrating), new ComputationEffect.BeginMigration()),
        ComputationEvent.RootsPresent => Go(state),
        ComputationEvent.RootsGone => Go(ComputationState.Ended, new ComputationEffect.DisarmInterval(), new ComputationEffect.TellEnded()),
        _ => Refuse(state, "no-attempt"),
    };

    private static Decision WhileCheckpointing(ComputationState state, ComputationEvent happened) => happened switch
    {
        ComputationEvent.CheckpointAsked or ComputationEvent.MigrationAsked => Go(state, new ComputationEffect.Postpone()),
        ComputationEvent.RestartAsked => Go(state, state.AttemptKills ? new ComputationEffect.Postpone() : StillRuns),
        ComputationEvent.KillAsked => Go(state, new ComputationEffect.WithdrawAttempt(), new ComputationEffect.Postpone()),
        ComputationEvent.AttemptSucceeded => state.AttemptKills ? End() : Go(ComputationState.Running, new ComputationEffect.ArmInterval()),
        ComputationEvent.AttemptFailed => Go(ComputationState.Running, new ComputationEffect.ArmInterval()),
        _ => DuringAttempt(state, happened),
    };

    private static Decision WhileRestarting(ComputationState state, ComputationEvent happened) => happened switch
    {
        ComputationEvent.CheckpointAsked or ComputationEvent.MigrationAsked => Go(state, new ComputationEffect.Postpone()),
        ComputationEvent.RestartAsked => Go(state, new ComputationEffect.Refuse(FailureKind.Busy, "it is being restarted already")),
        ComputationEvent.KillAsked => Go(state, new ComputationEffect.WithdrawAttempt(), new ComputationEffect.Postpone()),
        ComputationEvent.AttemptSucceeded => Go(ComputationState.Running, new ComputationEffect.ArmInterval(), new ComputationEffect.TellAppeared()),
        ComputationEvent.AttemptFailed => Go(ComputationState.Ended),
        _ => DuringAttempt(state, happened),
    };

    private static Decision WhileEnding(ComputationState state, ComputationEvent happened) => happened switch
    {
        ComputationEvent.CheckpointAsked or ComputationEvent.MigrationAsked or ComputationEvent.RestartAsked or ComputationEvent.KillAsked => Go(state, new ComputationEffect.Postpone()),
        ComputationEvent.AttemptSucceeded => End(),
        ComputationEvent.AttemptFailed => Go(ComputationState.Running, new ComputationEffect.ArmInterval()),
        _ => DuringAttempt(state, happened),
    };

    private static Decision WhileMigrating(ComputationState state, ComputationEvent happened) => happened switch
    {
        ComputationEvent.CheckpointAsked or ComputationEvent.MigrationAsked => Go(state, new ComputationEffect.Postpone()),
        ComputationEvent.RestartAsked => Go(state, StillRuns),
        ComputationEvent.KillAsked => Go(state, new ComputationEffect.WithdrawAttempt(), new ComputationEffect.Postpone()),
        ComputationEvent.AttemptSucceeded or ComputationEvent.AttemptFailed => Go(ComputationState.Running, new ComputationEffect.ArmInterval()),
        _ => DuringAttempt(state, happened),
    };

    private static Decision WhenEnded(ComputationState state, ComputationEvent happened) => happened switch
    {
        ComputationEvent.CheckpointAsked or ComputationEvent.MigrationAsked or ComputationEvent.KillAsked
            => Go(state, new ComputationEffect.Refuse(FailureKind.NotFound, "no process of it is running")),
        ComputationEvent.RestartAsked => Go(new(ComputationPhase.Restarting), new ComputationEffect.BeginRestart()),
        ComputationEvent.RootsPresent => Go(ComputationState.Running, new ComputationEffect.ArmInterval(), new ComputationEffect.TellAppeared()),
        ComputationEvent.RootsGone => Go(state),
        ComputationEvent.IntervalPassed => Refuse(state, "ended"),
        _ => Refuse(state, "no-attempt"),
    };

    private static Decision DuringAttempt(ComputationState state, ComputationEvent happened) => happened switch
    {
        ComputationEvent.RootsPresent => Go(state),
        ComputationEvent.RootsGone => Refuse(state, "attempt-decides"),
        _ => Refuse(state, "busy"),
    };

    private static ComputationEffect StillRuns => new ComputationEffect.Refuse(
        FailureKind.Busy, "it is still running; end it first (entracte kill, or checkpoint --kill)");

    private static Decision End() => Go(ComputationState.Ended, new ComputationEffect.DisarmInterval(), new ComputationEffect.TellEnded());

    private static Decision Go(ComputationState state, params ReadOnlySpan<ComputationEffect> effects) => new(state, [.. effects]);

    private static Decision Refuse(ComputationState state, string refusal) => new(state, [], refusal);
}
