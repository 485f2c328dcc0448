using System.Diagnostics;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>Waits for conditions. The limit only tells a hang from a slow machine, which may be a virtual one that stands still itself for a minute; no test asserts how long anything took.</summary>
public static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <param name="what">What is awaited, for the failure: "the program's end".</param>
    /// <param name="details">More to say when it did not come.</param>
    /// <param name="patience">For what has times of its own that are longer than that together.</param>
    public static void Until(string what, Func<bool> condition, Func<string>? details = null, TimeSpan? patience = null)
    {
        var limit = patience ?? Limit;
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > limit)
                throw new HarnessException($"{what} did not come within {limit.TotalSeconds} seconds.\n{details?.Invoke()}");
            Thread.Sleep(Step);
        }
    }
    /// <summary>Waits for a small file that somebody makes and then fills at one go: it is there, and empty, a moment before.</summary>
    /// <returns>What is in it.</returns>
    public static string UntilWritten(string what, string path, Func<string>? details = null)
    {
        Until(what, () => File.Exists(path) && new FileInfo(path).Length > 0, details);
        return RunningProgram.ReadShared(path);
    }
}
