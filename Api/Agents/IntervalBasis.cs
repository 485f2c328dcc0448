namespace Entracte.Api.Agents;

/// <summary>What an automatic interval is chosen from.</summary>
/// <param name="CostSeconds">What a checkpoint is expected to cost, by those that were taken; null before the first.</param>
/// <param name="Failures">Seen on all nodes, of those that an image helps against.</param>
/// <param name="ObservedNodeSeconds">How long nodes have carried computations, added up.</param>
/// <param name="FailuresPerDay">Of all nodes of this computation together, as it is expected by now.</param>
public sealed record IntervalBasis(double? CostSeconds, int Failures, double ObservedNodeSeconds, double FailuresPerDay);
