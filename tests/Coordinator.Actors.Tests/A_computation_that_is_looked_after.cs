using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>Has standing orders: an interval that is chosen, a signal at which it leaves.</summary>
public sealed class A_computation_that_is_looked_after(ITestOutputHelper output) : TimeTest(output, AnswersMayBeLate)
{
    // Its agent asks for the checkpoint as anybody would, and gives up where virtual time flies.
    private const string AnswersMayBeLate = "entracte { attempt.step-timeout = 900s\n coordinator.answer-timeout = 900s }";
    private const int Signal = 15;
    private const int Status = 85;

    [Fact]
    public async Task leaves_with_an_image_and_its_status_when_the_signal_waits_at_its_root()
    {
        var root = await RegisterAsync(new StandingOrders { LeaveSignal = Signal, LeaveStatus = Status });
        var child = Host.Add(root.HostPid);
        child.PendingSignals = 1ul << (Signal - 1);
        root.PendingSignals = 1ul << Signal;
        await ExpectNoImageAsync();

        root.PendingSignals = 1ul << (Signal - 1);
        await PassUntilAsync(UntilAsync(() => !root.IsAlive));

        Assert.Equal((Status, 0), (root.ExitStatus, child.ExitStatus));
        Assert.False(child.IsAlive);
        var image = Assert.Single(Stores.Committed);
        Assert.Equal((Signal, Status), (image.LeaveSignal, image.LeaveStatus));
        var restarted = await Entracte.RestartAsync(new RestartRequest { Target = "job" });
        var status = (await Entracte.StatusAsync()).Computations.Single(computation => computation.Id == restarted.ComputationId);
        Assert.Equal((Signal, Status), (status.Standing.LeaveSignal, status.Standing.LeaveStatus));
    }

    [Fact]
    public async Task that_cannot_leave_yet_runs_on_and_is_tried_again_after_a_while_not_at_once()
    {
        var attempts = 0;
        Host.BeforeStep = (step, _) => step == Step.TakeInventory && Interlocked.Increment(ref attempts) < 3
            ? throw new EntracteException(Failure.Of(FailureKind.Obstacles, "something is in the way"))
            : Task.CompletedTask;
        var root = await RegisterAsync(new StandingOrders { LeaveSignal = Signal, LeaveStatus = Status });
        root.PendingSignals = 1ul << (Signal - 1);

        await PassUntilAsync(UntilAsync(() => Volatile.Read(ref attempts) > 0));
        await ExpectNoImageAsync();
        Assert.True(root.IsAlive);
        await PassUntilAsync(UntilAsync(() => !root.IsAlive));

        Assert.Equal(3, attempts);
        Assert.Single(Stores.Committed);
    }

    [Fact]
    public async Task is_checkpointed_after_the_first_interval_and_from_then_on_as_its_cost_has_it()
    {
        await RegisterAsync(new StandingOrders { AutomaticInterval = true });
        // The computation tells it a moment after it has appeared.
        await AwaitAssertAsync(async () => Assert.Equal(60, Assert.Single((await Entracte.StatusAsync()).Computations).IntervalSeconds));
        Pass(TimeSpan.FromSeconds(59));
        Assert.Empty(Stores.Committed);

        await PassUntilAsync(UntilAsync(() => Stores.Committed.Any()));
        // What it has cost depends on how long this machine took for it, in a time that passes in steps.
        await AwaitAssertAsync(async () => Assert.NotEqual(60, Assert.Single((await Entracte.StatusAsync()).Computations).IntervalSeconds));
        await PassUntilAsync(UntilAsync(() => Stores.Committed.Count() > 1));

        Assert.All(Stores.Committed, image => Assert.True(image.HasAutomaticInterval));
    }

    private async Task<SimulatedProcess> RegisterAsync(StandingOrders orders)
    {
        var root = Host.Add();
        await Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = "job", Standing = orders });
        return root;
    }

    /// <summary>A look has been taken meanwhile, and what it may have begun has ended.</summary>
    private async Task ExpectNoImageAsync()
    {
        Pass(TimeSpan.FromSeconds(2));
        await Entracte.StatusAsync();
        await AwaitAssertAsync(async () => Assert.Equal(ComputationPhase.Running, Assert.Single((await Entracte.StatusAsync()).Computations).Phase));
        Assert.Empty(Stores.Committed);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(1));
    }
}
