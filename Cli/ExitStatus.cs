namespace Entracte.Cli;

/// <summary>The exit statuses of the command itself. 125 to 127 are those of env(1), nohup(1) and the shells; everything else is the program's.</summary>
internal static class ExitStatus
{
    public const int Success = 0;

    /// <summary><c>verify</c> found damage, <c>preflight</c> found obstacles: the question was answered, and the answer is no.</summary>
    public const int Negative = 1;

    public const int Usage = 2;

    /// <summary>Of a program that has left at a signal (<c>launch --on-signal</c>), where no other is wanted; what HTCondor's manual takes for a job that is to go on.</summary>
    public const int Left = 85;
    public const int EntracteFailed = 125;
    public const int CannotExecute = 126;
    public const int ProgramNotFound = 127;
}
