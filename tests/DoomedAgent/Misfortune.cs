using System.Globalization;
using Mono.Unix.Native;

namespace Entracte.DoomedAgent;

/// <summary>
/// What befalls others than the agent's process: one line in the file "misfortune" of XDG_RUNTIME_DIR, which is looked at before each step, and is gone when it has been heeded.
/// <code>
/// kill STEP PID    that process gets SIGKILL, and the step is taken; "newest" is the one of a restart that was made last
/// hang STEP        the step is not taken before it is given up, as when a hook does not answer
/// fail STEP        so long neither, and the actor of the node agent fails when it looks at its processes next: its supervisor begins it anew
/// </code>
/// </summary>
internal static class Misfortune
{
    private static readonly string Place = Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? throw new InvalidOperationException("XDG_RUNTIME_DIR is not set"), "misfortune");
    private static readonly Lock Gate = new();
    private static int agentFails;

    public static async Task BeforeAsync(string step, CancellationToken cancellation, Func<int>? newest = null)
    {
        if (Heed(step) is not { } words)
            return;
        if (words is ["kill", _, var pid])
        {
            Syscall.kill(pid == "newest" ? newest!() : int.Parse(pid, CultureInfo.InvariantCulture), Signum.SIGKILL);
            return;
        }

        if (words[0] == "fail")
            Volatile.Write(ref agentFails, 1);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }

    /// <summary>In the actor of the node agent.</summary>
    public static void AtLook()
    {
        if (Interlocked.Exchange(ref agentFails, 0) == 1)
            throw new InvalidOperationException("the test has the node agent's actor fail");
    }

    /// <returns>What was written for this step; null where nothing was.</returns>
    private static string[]? Heed(string step)
    {
        lock (Gate)
        {
            if (!File.Exists(Place) || File.ReadAllText(Place).Split(' ') is not [_, var named, ..] words || named != step)
                return null;
            File.Delete(Place);
            return words;
        }
    }
}
