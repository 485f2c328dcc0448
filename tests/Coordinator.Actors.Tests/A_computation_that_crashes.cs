using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Ports;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

public sealed class A_computation_that_crashes(ITestOutputHelper output) : EntracteTest(output)
{
    private const int Killed = 9;

    [Fact]
    public async Task goes_back_to_its_last_image_as_often_as_was_allowed_and_tells_how_often_it_still_may()
    {
        var (root, status) = await RegisteredAsync(crashRestarts: 2);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        await using var events = Entracte.WatchAsync("job").GetAsyncEnumerator();

        Crash(root, status.Id, life: 0);
        var began = await NextAsync<RollbackBegan>(events);
        Assert.Equal((1, "a program of job was ended by signal 9"), (began.CrashRestartsLeft, began.Happened));
        var back = await NextAsync<RolledBack>(events);
        Assert.Equal((1, 1), (back.Generation, back.CrashRestartsLeft));
        // The rest of it has ended before.
        Assert.Equal(1, Host.Processes.Count(process => process.IsAlive));
        var running = await RunningAsync();
        Assert.Equal((1, true, back.Happened), (running.Policy.CrashRestartsUsed, running.Life > 0, running.LastRollback));

        Crash(Host.Processes.Single(process => process.IsAlive), status.Id, running.Life);
        Assert.Equal(0, (await NextAsync<RolledBack>(events)).CrashRestartsLeft);
        running = await RunningAsync();
        Crash(Host.Processes.Single(process => process.IsAlive), status.Id, running.Life);
        var givenUp = await NextAsync<RollbackGivenUp>(events);
        Assert.Contains("restarted 2 times already", givenUp.Reason);
        AwaitAssert(() => Assert.Empty(Host.Endings), TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(Host.Processes, process => process.IsAlive);
    }

    [Fact]
    public async Task gives_whoever_stands_for_it_a_ticket_and_takes_nobody_back_who_speaks_of_an_earlier_life()
    {
        var (root, status) = await RegisteredAsync(crashRestarts: 2);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        root.IsAlive = false;
        var ended = new ProgramEnded { ComputationId = status.Id, WaitStatus = Killed, IsAttached = true };

        var sequel = await Entracte.ProgramEndedAsync(ended);
        Assert.Equal("/run/husk", sequel.Ticket!.Program);
        Assert.Contains("goes on from generation 1 (1 of 2 restarts left)", sequel.Reason);
        await Entracte.RestartCompletionAsync(sequel.Ticket.RestartId);
        var late = await Entracte.ProgramEndedAsync(ended);
        Assert.Null(late.Ticket);
        Assert.Contains("goes on elsewhere", late.Reason);
        Assert.Equal(1, Host.Processes.Count(process => process.IsAlive));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 0)]
    [InlineData(3 << 8, 15)]
    public async Task has_not_crashed_when_it_has_ended_well_or_somebody_asked_it_to(int waitStatus, int askedSignal)
    {
        var (root, status) = await RegisteredAsync(crashRestarts: 2);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        root.IsAlive = false;
        var sequel = await Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = status.Id, WaitStatus = waitStatus, AskedSignal = askedSignal, IsAttached = true });
        Assert.Equal(("", null), (sequel.Reason, sequel.Ticket));
    }

    [Fact]
    public async Task has_not_crashed_when_it_was_killed_on_order()
    {
        var (_, status) = await RegisteredAsync(crashRestarts: 2);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job", Kill = true });
        Assert.Null((await Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = status.Id, WaitStatus = Killed, IsAttached = true })).Ticket);
        await Entracte.RestartAsync(new RestartRequest { Target = "job" });
        var running = await RunningAsync();
        await Entracte.KillAsync(new KillRequest { Target = "job" });
        Assert.Null((await Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = status.Id, Life = running.Life, WaitStatus = Killed, IsAttached = true })).Ticket);
    }

    [Fact]
    public async Task stays_ended_without_an_image_and_the_rest_of_it_is_left_alone()
    {
        var (root, status) = await RegisteredAsync(crashRestarts: 2);
        root.IsAlive = false;
        var sequel = await Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = status.Id, WaitStatus = Killed, IsAttached = true });
        Assert.Contains("there is no image to go back to", sequel.Reason);
        Assert.Equal(1, Host.Processes.Count(process => process.IsAlive));
    }

    [Fact]
    public async Task begins_to_count_anew_when_somebody_restarts_it()
    {
        var (root, status) = await RegisteredAsync(crashRestarts: 2);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        root.IsAlive = false;
        var sequel = await Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = status.Id, WaitStatus = Killed, IsAttached = true });
        await Entracte.RestartCompletionAsync(sequel.Ticket!.RestartId);
        Assert.Equal(1, (await RunningAsync()).Policy.CrashRestartsLeft);
        await Entracte.KillAsync(new KillRequest { Target = "job" });
        await Entracte.RestartAsync(new RestartRequest { Target = "job" });
        Assert.Equal(2, (await RunningAsync()).Policy.CrashRestartsLeft);
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<EntracteEvent> events)
        where T : EntracteEvent
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current is T awaited)
                return awaited;
        }

        throw new InvalidOperationException("the stream of events has ended");
    }

    private async Task<(SimulatedProcess Root, ComputationStatus Status)> RegisteredAsync(int crashRestarts)
    {
        var root = Host.Add();
        // It outlives the root, and is found by its mark.
        Host.Daemons.Add(Host.Add());
        return (root, await Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = "job", Policy = new RecoveryPolicy { CrashRestarts = crashRestarts } }));
    }

    private void Crash(SimulatedProcess root, string id, long life)
    {
        root.IsAlive = false;
        Host.Endings.TryAdd(new ProgramEnding(id, life, Killed, 0), true);
    }

    private async Task<ComputationStatus> RunningAsync()
    {
        while (true)
        {
            if ((await Entracte.StatusAsync()).Computations is [{ Phase: ComputationPhase.Running, LastRollback: var told } running] && (told.Length > 0 || running.Policy.CrashRestartsUsed == 0))
                return running;
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
