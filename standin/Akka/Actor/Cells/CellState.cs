namespace Akka.Actor.Cells;

/// <summary>Where a cell stands. In all but the first two it waits for children that it has told to stop.</summary>
internal enum CellState
{
    Living,
    Terminated,
    Recreating,
    Terminating,
}

/// <summary>Why a mailbox hands out no user messages; it hands out some only while there is no reason at all.</summary>
[Flags]
internal enum SuspendReasons
{
    None = 0,
    Failed = 1,
    BySupervisor = 2,
    AwaitsHandler = 4,
    Restarting = 8,
    Ending = 16,
}
