using System.Diagnostics;

namespace Entracte.ImageFormat.Stores;

/// <summary>
/// A generation that several nodes write into one directory. All hold the writer's lock together (LOCK_SH of flock(2)); whoever comes first holds it alone for a moment,
/// removes what dead writers left, makes the generation, and marks it with the attempt, by which the others know it.
/// </summary>
internal static class SharedGeneration
{
    private const string MarkPrefix = "attempt.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public static bool IsMark(string fileName) => fileName.StartsWith(MarkPrefix, StringComparison.Ordinal);

    /// <param name="nameDirectory">Where the lock is.</param>
    /// <param name="path">Of the generation.</param>
    /// <param name="share">Names the attempt.</param>
    /// <param name="create">Makes the generation; called while nobody else writes anything of that name.</param>
    /// <returns>The lock, or null where writers of something else keep it.</returns>
    public static FileStream? Enter(string nameDirectory, string path, ImageShare share, Action create)
    {
        var mark = MarkOf(path, share);
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < Patience; Thread.Sleep(Step))
        {
            using (var alone = WriterLock.TryTake(nameDirectory))
            {
                if (alone is not null && !File.Exists(mark))
                {
                    create();
                    File.Create(mark).Dispose();
                }
            }

            // Between the two somebody else may have had it alone, and have removed what was not marked as his.
            if (WriterLock.TryTake(nameDirectory, together: true) is not { } held)
                continue;
            if (File.Exists(mark))
                return held;
            held.Dispose();
        }

        return null;
    }

    public static void Unmark(string path, ImageShare share) => File.Delete(MarkOf(path, share));

    private static string MarkOf(string path, ImageShare share) => Path.Combine(path, MarkPrefix + share.Attempt);
}
