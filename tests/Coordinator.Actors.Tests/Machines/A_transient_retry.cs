using Akka.Configuration;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Actors.Tests.Machines;

public sealed class A_transient_retry
{
    private static readonly EntracteSettings Settings = EntracteSettings.Of(
        ConfigurationFactory.ParseString("entracte.attempt { transient-patience = 1s, transient-pause = 10ms }").WithFallback(EntracteConfiguration.Reference));

    /// <summary>Every kind of attempt, failure and time.</summary>
    [Fact]
    public void is_made_exactly_for_checkpoints_that_were_refused_for_a_moment_while_there_is_time()
    {
        foreach (var kind in Enum.GetValues<RouteKind>())
        {
            foreach (var isTransient in new[] { false, true })
            {
                foreach (var elapsedMilliseconds in new[] { 0, 999, 1000, 5000 })
                {
                    var failure = new Failure { Kind = FailureKind.Obstacles, IsTransient = isTransient };
                    var pause = TransientRetry.PauseBefore(kind, failure, 1, TimeSpan.FromMilliseconds(elapsedMilliseconds), Settings);
                    var expected = kind is RouteKind.Checkpoint or RouteKind.CheckpointAndKill or RouteKind.Departure && isTransient && elapsedMilliseconds < 1000;
                    Assert.Equal(expected, pause is not null);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(5, 160)]
    [InlineData(100, 160)]
    public void pauses_longer_each_time_up_to_sixteen_times_the_first(int tries, int milliseconds)
        => Assert.Equal(
            TimeSpan.FromMilliseconds(milliseconds),
            TransientRetry.PauseBefore(RouteKind.Checkpoint, new Failure { IsTransient = true }, tries, TimeSpan.Zero, Settings));

    [Fact]
    public void says_in_the_end_how_often_it_was_made()
    {
        var last = new Failure { Kind = FailureKind.Obstacles, Reason = "the checkpoint was refused", IsTransient = true };
        Assert.Equal(last, TransientRetry.Told(last, 1));
        Assert.Contains("5 attempts", TransientRetry.Told(last, 5).Reason, StringComparison.Ordinal);
        Assert.Equal("other", TransientRetry.Told(new Failure { Reason = "other" }, 5).Reason);
    }
}
