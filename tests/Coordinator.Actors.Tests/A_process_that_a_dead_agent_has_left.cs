using Entracte.Coordinator.Actors.Tests.Twins;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>A hook may be inside of it, whose agent is no more.</summary>
public sealed class A_process_that_a_dead_agent_has_left(ITestOutputHelper output) : TimeTest(output)
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 4)]
    [InlineData(int.MaxValue, 10)] // for the next checkpoint to say
    public async Task is_looked_through_again_until_that_succeeds_or_was_tried_often(int failures, int tries)
    {
        Host.TidyFailures = failures;
        await ComputationAsync();

        await PassUntilAsync(TriedAsync(tries));
        Pass(TimeSpan.FromHours(1));

        // By the time that it has answered it has heard of all that was due.
        Assert.Equal(1, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).Generation);
        Assert.Equal(tries, Host.TidyTries);
    }

    private async Task TriedAsync(int times)
    {
        while (Host.TidyTries < times)
            await Task.Delay(TimeSpan.FromMilliseconds(1));
    }
}
