using Entracte.Coordinator.Actors.Tests.Twins;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Outlives the root that started it. It does not keep a computation's name; but whoever asks for the computation means it.</summary>
public sealed class A_daemon(ITestOutputHelper output) : TimeTest(output)
{
    [Fact]
    public async Task is_the_root_of_its_computation_when_that_is_checkpointed_after_the_end_of_all_others()
    {
        var (root, before) = await ComputationAsync();
        var daemon = await OutliveAsync(root);

        Assert.Equal(before.Id, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).ComputationId);

        Assert.Equal(daemon.HostPid, Assert.Single(Assert.Single((await Entracte.StatusAsync()).Computations).Roots).HostPid);
    }

    [Fact]
    public async Task is_ended_with_its_computation()
    {
        var (root, _) = await ComputationAsync();
        var daemon = await OutliveAsync(root);

        await Entracte.KillAsync(new KillRequest { Target = "job" });

        Assert.False(daemon.IsAlive);
    }

    [Fact]
    public async Task leaves_the_name_to_others()
    {
        var (root, before) = await ComputationAsync();
        await OutliveAsync(root);

        var (_, now) = await ComputationAsync();

        Assert.NotEqual(before.Id, now.Id);
        Assert.Equal(now.Id, (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).ComputationId);
    }

    [Fact]
    public async Task of_a_root_that_nobody_has_seen_alive_is_found_when_it_is_asked_for()
    {
        var daemon = Host.Add();
        Host.Daemons.Add(daemon);

        var registered = await Entracte.RegisterAsync(new RegisterRequest { ComputationId = "c0ffee", Name = "job" });

        Assert.Equal(ComputationPhase.Ended, registered.Phase);
        Assert.Equal("c0ffee", (await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" })).ComputationId);
    }

    [Fact]
    public async Task that_is_not_there_makes_nothing_known()
    {
        var refused = await Assert.ThrowsAsync<EntracteException>(() => Entracte.RegisterAsync(new RegisterRequest { ComputationId = "c0ffee", Name = "job" }));

        Assert.Equal(FailureKind.NotFound, refused.Failure.Kind);
        Assert.Empty((await Entracte.StatusAsync()).Computations);
    }

    private async Task<SimulatedProcess> OutliveAsync(SimulatedProcess root)
    {
        var daemon = Host.Add();
        Host.Daemons.Add(daemon);
        root.IsAlive = false;
        await AwaitAssertAsync(async () =>
        {
            Pass(TimeSpan.FromSeconds(5));
            Assert.All((await Entracte.StatusAsync()).Computations, computation => Assert.Equal(ComputationPhase.Ended, computation.Phase));
        });
        return daemon;
    }
}
