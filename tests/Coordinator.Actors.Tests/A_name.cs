using Entracte.Coordinator.Actors.Tests.Twins;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Belongs to one running computation at a time. No time passes in these tests, so the node agent looks around only when it has reason to.</summary>
public sealed class A_name(ITestOutputHelper output) : TimeTest(output)
{
    [Fact]
    public async Task of_a_computation_that_has_just_ended_is_free_at_once_and_means_the_new_one()
    {
        var (root, before) = await ComputationAsync();
        root.IsAlive = false;

        var (_, now) = await ComputationAsync();

        Assert.NotEqual(before.Id, now.Id);
        Assert.Equal(now.Id, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).ComputationId);
    }

    [Fact]
    public async Task of_a_computation_that_runs_is_refused()
    {
        await ComputationAsync();

        var refused = await Assert.ThrowsAsync<EntracteException>(() => ComputationAsync());

        Assert.Equal(FailureKind.Busy, refused.Failure.Kind);
    }
}
