using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>
/// Whether a checkpoint that was refused is worth another attempt. Some states pass by themselves as soon as the computation runs on: a connection being made, one
/// that has not been accepted yet, bytes for which there is no room. Between attempts it runs, at first for a moment, then longer. Pure.
/// <code>
/// what failed                | time is left, or it was tried less than five times | then
/// a checkpoint, for a moment | yes                                                | again after a pause
/// a checkpoint, for a moment | no                                                 | give up, and say how often it was tried
/// anything else              |                                                    | give up
/// </code>
/// On a busy machine one attempt alone may take all the time; that is no chance for the state to pass.
/// </summary>
internal static class TransientRetry
{
    private const int DoublingsMost = 4;
    private const int TriesLeast = 5;

    /// <param name="kind">What was attempted.</param>
    /// <param name="failure">Why it was given up.</param>
    /// <param name="tries">Attempts so far, this one included.</param>
    /// <param name="elapsed">Since the first one began.</param>
    /// <param name="settings">How long it may be tried.</param>
    /// <returns>How long the computation runs before the next attempt; null when there shall be none.</returns>
    public static TimeSpan? PauseBefore(RouteKind kind, Failure failure, int tries, TimeSpan elapsed, EntracteSettings settings)
    {
        if (kind is not (RouteKind.Checkpoint or RouteKind.CheckpointAndKill or RouteKind.Departure) || !failure.IsTransient)
            return null;
        if (elapsed >= settings.TransientPatience && tries >= TriesLeast)
            return null;
        return settings.TransientPause * (1 << Math.Min(tries - 1, DoublingsMost));
    }

    /// <summary>The failure of the last attempt, as the person is told it.</summary>
    public static Failure Told(Failure last, int tries)
        => tries < 2 || !last.IsTransient ? last : last with { Reason = $"{last.Reason} ({tries} attempts, each a moment after the other)" };
}
