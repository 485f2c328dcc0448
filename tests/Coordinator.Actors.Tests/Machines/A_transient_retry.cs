using Akka.Configuration;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Actors.Tests.Machines;

public sealed class A_transient_retry
{
    private static readonly EntracteSettings Settings = EntracteSettings.Of(
        ConfigurationFactory.ParseString("entracte.attempt { transient-patience = 1s, transient-pause = 10ms }").WithFallback(EntracteConfiguration.Reference));

    /// <summary>Every kind of attempt and failure.</summary>
    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(9, 999, true)]
    [InlineData(4, 1000, true)]
    [InlineData(5, 1000, false)]
    [InlineData(1, 5000, true)]
    [InlineData(9, 5000, false)]
    public void is_made_exactly_for_checkpoints_that_were_refused_for_a_moment_while_there_is_time_or_it_was_hardly_tried(int tries, int elapsedMilliseconds, bool isMade)
    {
        foreach (var kind in Enum.GetValues<RouteKind>())
        {
            foreach (var isTransient in new[] { false, true })
            {
                var failure = new Failure { Kind = FailureKind.Obstacles, IsTransient = isTransient };
                var pause = TransientRetry.PauseBefore(kind, failure, tries, TimeSpan.FromMilliseconds(elapsedMilliseconds), Settings);
                Assert.Equal(isMade && isTransient && kind is (RouteKind.Checkpoint or RouteKind.CheckpointAndKill or RouteKind.Departure), pause is not null);
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
