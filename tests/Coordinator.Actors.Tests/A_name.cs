using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Belongs to one running computation at a time. Time passes only where a test says so: the node agent looks around when it has reason to.</summary>
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
    public async Task of_a_restored_program_that_ended_before_anybody_looked_is_free_as_well()
    {
        await ComputationAsync();
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });
        Host.AfterStep = (step, _) =>
        {
            if (step == Step.Run)
                Host.Processes.Single(process => process.IsAlive).IsAlive = false;
        };
        await Entracte.RestartAsync(new RestartRequest { Target = "job" });
        Host.AfterStep = (_, _) => { };

        await AwaitAssertAsync(async () =>
        {
            // The restart may have been told as a success after its end was; the next report says it again.
            Pass(TimeSpan.FromSeconds(5));
            Assert.All((await Entracte.StatusAsync()).Computations, computation => Assert.Equal(ComputationPhase.Ended, computation.Phase));
        });
        await ComputationAsync();
    }

    [Fact]
    public async Task of_a_computation_that_runs_is_refused()
    {
        await ComputationAsync();

        var refused = await Assert.ThrowsAsync<EntracteException>(() => ComputationAsync());

        Assert.Equal(FailureKind.Busy, refused.Failure.Kind);
    }
}
