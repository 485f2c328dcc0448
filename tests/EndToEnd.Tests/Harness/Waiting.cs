using System.Diagnostics;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>Waits for conditions. The limit only tells a hang from a slow machine; no test asserts how long anything took.</summary>
public static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <param name="what">What is awaited, for the failure: "the program's end".</param>
    /// <param name="details">More to say when it did not come.</param>
    public static void Until(string what, Func<bool> condition, Func<string>? details = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Limit)
                throw new HarnessException($"{what} did not come within {Limit.TotalSeconds} seconds.\n{details?.Invoke()}");
            Thread.Sleep(Step);
        }
    }
}
