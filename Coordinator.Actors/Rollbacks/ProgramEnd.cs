namespace Entracte.Coordinator.Rollbacks;

/// <summary>
/// How a program has ended, and whether that was a crash. Pure.
/// <code>
/// status 0                                                       | its own end
/// by SIGHUP, SIGINT, SIGQUIT or SIGTERM                          | somebody asked: people, shells and service managers end programs with these
/// with any other status, after one of these came through the front | somebody asked
/// by any other signal (SIGKILL too: so does the kernel when there is no memory), or with another status | a crash
/// </code>
/// What <c>entracte kill</c> and <c>checkpoint --kill</c> end has not crashed either; that is the computation's knowledge.
/// </summary>
internal readonly record struct ProgramEnd(int WaitStatus, int AskedSignal)
{
    private const int SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGKILL = 9, SIGTERM = 15;

    /// <summary>The signal that ended it, or 0.</summary>
    public int Signal => WaitStatus & 0x7f;

    /// <summary>What it ended with by itself.</summary>
    public int ExitStatus => WaitStatus >> 8 & 0xff;

    public bool IsKilled => Signal == SIGKILL;

    public bool IsCrash => WaitStatus != 0 && AskedSignal == 0 && Signal is not (SIGHUP or SIGINT or SIGQUIT or SIGTERM);

    public override string ToString() => Signal > 0 ? $"was ended by signal {Signal}" : $"ended with status {ExitStatus}";
}
