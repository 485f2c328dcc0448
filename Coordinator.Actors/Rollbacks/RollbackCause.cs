namespace Entracte.Coordinator.Rollbacks;

/// <summary>Why a computation may have to go back.</summary>
internal enum RollbackCause
{
    ProgramCrashed = 1,
    NodeLost = 2,
}
