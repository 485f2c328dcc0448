using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>Chosen from what checkpoints cost and how often failures come.</summary>
public sealed class An_automatic_interval
{
    private const double Day = 86400;
    private static readonly EntracteSettings Settings = EntracteSettings.Of(EntracteConfiguration.Reference);

    [Theory]
    [InlineData(1, 415.03)]
    [InlineData(10, 1307.88)]
    [InlineData(60, 3180.06)]
    [InlineData(600, 9786.27)]
    public void is_what_Daly_estimates(double cost, double interval) => Assert.Equal(interval, AutomaticInterval.Daly(cost, Day), 0.01);

    /// <summary>Checked against the model itself: the expected run time per second of work, with a restart that costs as much as a checkpoint.</summary>
    [Theory]
    [InlineData(1, 3600)]
    [InlineData(30, 3600)]
    [InlineData(300, 3600)]
    [InlineData(60, Day)]
    public void costs_hardly_more_than_the_best_that_can_be_found_by_trying(double cost, double meanTimeBetweenFailures)
    {
        double Overhead(double interval) => meanTimeBetweenFailures * (Math.Exp((interval + cost) / meanTimeBetweenFailures) - 1) / interval;
        var best = Enumerable.Range(1, 20000).Select(step => Overhead(step * meanTimeBetweenFailures / 5000)).Min();
        Assert.InRange(Overhead(AutomaticInterval.Daly(cost, meanTimeBetweenFailures)), best * 0.9999, best * 1.002);
    }

    [Theory]
    [InlineData(2 * Day)]
    [InlineData(100 * Day)]
    public void is_the_time_between_failures_when_a_checkpoint_takes_twice_as_long(double cost) => Assert.Equal(Day, AutomaticInterval.Daly(cost, Day));

    [Fact]
    public void gets_shorter_with_every_node_that_can_fail()
    {
        var intervals = new[] { 1, 2, 4, 100 }.Select(nodes => AutomaticInterval.Of(10, nodes, FailureHistory.None, Settings)).ToArray();
        Assert.Equal(intervals.OrderDescending(), intervals);
        Assert.Equal(AutomaticInterval.Daly(10, Day / 4), intervals[2].TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(0, 0, 86400)]
    [InlineData(0, 86400, 172800)]
    [InlineData(1, 0, 43200)]
    [InlineData(1, 86400, 86400)]
    [InlineData(3, 3600, 22500)]
    [InlineData(9, 864000, 95040)]
    [InlineData(99, 99 * 3600, 4428)]
    [InlineData(0, 365 * 86400, 366 * 86400)]
    public void takes_what_was_expected_for_one_failure_in_that_time_and_adds_what_was_observed(int failures, double observedSeconds, double meanTimeBetweenFailures)
        => Assert.Equal(meanTimeBetweenFailures, new FailureHistory(failures, observedSeconds).MeanTimeBetweenFailures(TimeSpan.FromSeconds(Day)).TotalSeconds, 0.001);

    [Fact]
    public void gets_shorter_with_every_failure_and_longer_with_every_day_without_one()
    {
        double Chosen(int failures, double days) => AutomaticInterval.Of(10, 2, new FailureHistory(failures, days * Day), Settings).TotalSeconds;
        Assert.Equal(AutomaticInterval.Daly(10, 2 * Day / 4 / 2), Chosen(3, 1), 0.001);
        Assert.Equal(new[] { Chosen(0, 1), Chosen(1, 1), Chosen(2, 1), Chosen(10, 1) }.OrderDescending(), [Chosen(0, 1), Chosen(1, 1), Chosen(2, 1), Chosen(10, 1)]);
        Assert.Equal(new[] { Chosen(2, 0), Chosen(2, 1), Chosen(2, 30) }.Order(), [Chosen(2, 0), Chosen(2, 1), Chosen(2, 30)]);
    }

    [Fact]
    public void stays_within_its_bounds()
    {
        Assert.Equal(Settings.ShortestInterval, AutomaticInterval.Of(0.0001, 1, FailureHistory.None, Settings));
        Assert.Equal(Settings.ShortestInterval, AutomaticInterval.Of(0, 1, FailureHistory.None, Settings));
        Assert.Equal(Settings.LongestInterval, AutomaticInterval.Of(1e9, 1, FailureHistory.None, Settings with { MeanTimeBetweenFailures = TimeSpan.FromDays(10) }));
    }

    [Fact]
    public void forgets_by_and_by_what_checkpoints_once_cost()
    {
        Assert.Equal(8, AutomaticInterval.ExpectedCost(0, 8));
        Assert.Equal(5, AutomaticInterval.ExpectedCost(8, 2));
        Assert.Equal(3.5, AutomaticInterval.ExpectedCost(5, 2));
    }
}
