using System.Diagnostics;

namespace Entracte.ProcessHook.Tests;

/// <summary>
/// Starts programs. Between its fork(2) and its execve(2) a new process has copies of all that this one has open, also of what the checkpoint of another test holds
/// of its victim: as long as it has, the victim's names and ports are not free for a restart.
/// </summary>
internal static class Forks
{
    private static readonly ReaderWriterLockSlim UnderWay = new();

    /// <summary>Comes back when the program has begun.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        UnderWay.EnterReadLock();
        try
        {
            return Process.Start(start)!;
        }
        finally
        {
            UnderWay.ExitReadLock();
        }
    }

    /// <summary>Waits for those who have copies of something that was closed before.</summary>
    public static void AwaitBegun()
    {
        UnderWay.EnterWriteLock();
        UnderWay.ExitWriteLock();
    }
}
