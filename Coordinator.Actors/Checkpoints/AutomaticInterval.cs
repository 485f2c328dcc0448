using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>
/// How long a computation runs between two checkpoints when nobody has said it: so that what checkpoints cost and what a failure is expected to cost are least together.
/// The higher-order estimate of J. T. Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation Computer Systems 22 (2006),
/// equation 37, which refines Young's √(2·C·M) (Communications of the ACM 17, 1974):
/// <code>
/// C &lt; 2·M:  √(2·C·M) · (1 + √(C/2M)/3 + (C/2M)/9) - C
/// else:      M
/// </code>
/// C is what a checkpoint costs, M the mean time between failures of all its nodes together. Pure.
/// </summary>
internal static class AutomaticInterval
{
    /// <param name="costSeconds">From the order to the commit: the pause is a small part of that, but disks and processors are busy all the while.</param>
    /// <param name="nodes">How many take part, at least 1; each fails for itself.</param>
    /// <param name="history">How often nodes fail, as observed.</param>
    /// <param name="settings">How often one is expected to fail, and the bounds.</param>
    public static TimeSpan Of(double costSeconds, int nodes, FailureHistory history, EntracteSettings settings)
    {
        var best = TimeSpan.FromSeconds(Daly(costSeconds, history.MeanTimeBetweenFailures(settings.MeanTimeBetweenFailures).TotalSeconds / nodes));
        return best < settings.ShortestInterval ? settings.ShortestInterval : best > settings.LongestInterval ? settings.LongestInterval : best;
    }

    /// <summary>What is expected of the next one: the mean of the last and of what was expected of that. A disk that was busy once does not count for long.</summary>
    /// <param name="expectedSeconds">0 before the first.</param>
    /// <param name="measuredSeconds">Of the last.</param>
    public static double ExpectedCost(double expectedSeconds, double measuredSeconds) => expectedSeconds == 0 ? measuredSeconds : (expectedSeconds + measuredSeconds) / 2;

    /// <summary>Both in seconds, as is the result: the time from the end of one checkpoint to the begin of the next.</summary>
    public static double Daly(double cost, double meanTimeBetweenFailures)
    {
        var ratio = cost / (2 * meanTimeBetweenFailures);
        return ratio < 1 ? Math.Sqrt(2 * cost * meanTimeBetweenFailures) * (1 + Math.Sqrt(ratio) / 3 + ratio / 9) - cost : meanTimeBetweenFailures;
    }
}
