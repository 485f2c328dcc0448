namespace Entracte.ImageFormat.Stores;

/// <summary>
/// Held while a generation of a name is written. The kernel drops it with its holder (flock(2)), so that an unlocked name has only dead writers,
/// and what they left can go.
/// </summary>
internal static class WriterLock
{
    private const string Name = "writer.lock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Waits a little for it: a child of ours shares it between fork and execve, and whoever looks for leftovers holds it for a moment.
    /// </summary>
    /// <returns>Null where somebody else keeps it.</returns>
    public static FileStream? Take(string nameDirectory)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); ; Thread.Sleep(Step))
            if (TryTake(nameDirectory) is { } held)
                return held;
            else if (waited.Elapsed > Patience)
                return null;
    }

    /// <param name="nameDirectory">Whose lock.</param>
    /// <param name="together">With others who say so too.</param>
    /// <returns>Null where somebody else holds it.</returns>
    public static FileStream? TryTake(string nameDirectory, bool together = false)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = together ? FileShare.ReadWrite : FileShare.None,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        try
        {
            return new FileStream(Path.Combine(nameDirectory, Name), options);
        }
        catch (IOException failure) when (failure.HResult == HeldByAnother)
        {
            return null;
        }
    }

    /// <summary>EWOULDBLOCK of flock(2), which is what FileShare.None is made of on Linux.</summary>
    private const int HeldByAnother = 11;
}
