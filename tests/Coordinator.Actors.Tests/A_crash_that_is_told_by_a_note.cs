using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>A program in the background, on the third of three nodes, crashes; nobody but the note of its front knows.</summary>
public sealed class A_crash_that_is_told_by_a_note : ClusterTest
{
    [Fact]
    public async Task is_told_to_the_next_coordinator_when_the_first_has_died_while_it_went_back()
    {
        var root = await RunningAsync();
        var reached = new TaskCompletionSource();
        members[2].Host.BeforeStep = (step, cancellation) =>
        {
            if (step != Step.CreateProcesses)
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        Crash(root);
        await reached.Task.WaitAsync(Patience);
        await members[0].System.Terminate();
        members[2].Host.BeforeStep = (_, _) => Task.CompletedTask;
        await GoesOnAsync();
    }

    private async Task<SimulatedProcess> RunningAsync()
    {
        await FormAsync("first", "second", "third");
        var root = members[2].Host.Add();
        await members[2].Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = "job", ComputationId = "job-id", Policy = new RecoveryPolicy { CrashRestarts = 2 } });
        await StatusAsync(members[0], status => status.Computations is [{ Roots.Length: 1 }]);
        await members[2].Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        return root;
    }

    private void Crash(SimulatedProcess root)
    {
        root.IsAlive = false;
        members[2].Host.Endings.TryAdd(new ProgramEnding("job-id", 0, 9, 0), true);
    }

    private async Task GoesOnAsync()
    {
        var status = await StatusAsync(members[1], status => status.Computations is [{ Phase: ComputationPhase.Running, Roots: [{ Node: "third" }], LastRollback.Length: > 0 }]);
        Assert.Contains("was ended by signal 9; it goes on from generation 1 (1 of 2 restarts left)", Assert.Single(status.Computations).LastRollback);
        await UntilAsync(() => members[2].Host.Endings.IsEmpty, "the note is forgotten");
        Assert.Equal(1, members[2].Host.Processes.Count(process => process.IsAlive));
    }
}
