namespace Entracte.Coordinator.Service;

/// <summary>What all known nodes have seen together. Failures are so rare that those of one node say nothing for months.</summary>
/// <param name="ObservedSeconds">Of all nodes, added up.</param>
internal sealed record FailureHistory(int Failures, double ObservedSeconds)
{
    public static FailureHistory None { get; } = new(0, 0);

    /// <summary>
    /// The mean time between the failures of one node: what was expected beforehand counts as one failure in that time, and every observation is added to it.
    /// <code>
    /// (expected + observed) / (1 + failures)
    /// </code>
    /// It is the reciprocal of the mean of the rate's posterior, where failures come as a Poisson process and the rate's prior is a gamma distribution of shape 1 and that rate (A. Gelman et al.,
    /// Bayesian Data Analysis, 3rd edition, section 2.6). Pure.
    /// </summary>
    public TimeSpan MeanTimeBetweenFailures(TimeSpan expected) => TimeSpan.FromSeconds((expected.TotalSeconds + ObservedSeconds) / (1 + Failures));

    /// <summary>With one node's note in the place of an earlier one.</summary>
    public FailureHistory With(NodeService? earlier, NodeService later)
        => new(Failures - (earlier?.Failures ?? 0) + later.Failures, ObservedSeconds - (earlier?.ObservedSeconds ?? 0) + later.ObservedSeconds);
}
