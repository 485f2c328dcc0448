namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>What came of a fault.</summary>
/// <param name="OrderEnded">What the order that was given then said; empty when there was none.</param>
/// <param name="OrderSucceeded">It did what it was asked to.</param>
/// <param name="RolledBack">The computation went back to an image by itself.</param>
/// <param name="ByHand">How somebody had it go on who read its state; null: it went on by itself.</param>
/// <param name="RecoveredMilliseconds">From the repair until everybody was there and every part got on.</param>
internal sealed record FaultOutcome(int Seed, int Number, PlannedFault Fault, string OrderEnded, bool OrderSucceeded, bool RolledBack, string? ByHand, long RecoveredMilliseconds)
{
    public override string ToString()
        => $"seed {Seed}, fault {Number}: {Fault}; {(OrderEnded.Length > 0 ? OrderEnded : "nothing was ordered")}; {(RolledBack ? "rolled back, " : "")}"
            + $"{ByHand ?? "went on by itself"} after {RecoveredMilliseconds} ms";
}
