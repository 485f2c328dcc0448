using Akka.Actor;
using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests;

/// <summary>The actor of a computation is stopped when it throws, and the next report creates it anew. Nobody may wait for the one before.</summary>
public sealed class A_computation_that_throws(ITestOutputHelper output) : EntracteTest(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task leaves_nobody_without_an_answer_who_was_waiting_for_his_turn()
    {
        var (_, status) = await ComputationAsync();
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        Host.BeforeStep = (step, cancellation) =>
        {
            if (step != Step.Write)
                return Task.CompletedTask;
            reached.TrySetResult();
            return go.Task.WaitAsync(cancellation);
        };
        var current = Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        await reached.Task;
        Task[] waiting =
        [
            current, Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" }),
            Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = status.Id, WaitStatus = 9 }),
        ];
        // Behind them in every queue.
        await Entracte.StatusAsync();
        Throw(status.Id);

        foreach (var asked in waiting)
            await Assert.ThrowsAsync<EntracteException>(() => asked.WaitAsync(Patience));
        EverybodyRuns();
        go.SetResult();
        AwaitAssert(() => Assert.Single(Entracte.StatusAsync().Result.Computations), Patience);
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
    }

    [Fact]
    public async Task leaves_no_front_without_an_answer_that_waits_for_what_follows_a_crash()
    {
        var root = Host.Add();
        Host.Daemons.Add(Host.Add());
        var status = await Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = "job", Policy = new RecoveryPolicy { CrashRestarts = 1 } });
        await Entracte.CheckpointAsync(new CheckpointRequest { Target = "job" });
        var reached = new TaskCompletionSource();
        Host.BeforeStep = (step, cancellation) =>
        {
            if (step != Step.Kill)
                return Task.CompletedTask;
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        root.IsAlive = false;
        var sequel = Entracte.ProgramEndedAsync(new ProgramEnded { ComputationId = status.Id, WaitStatus = 9, IsAttached = true });
        await reached.Task;
        Throw(status.Id);

        var told = await Assert.ThrowsAsync<EntracteException>(() => sequel.WaitAsync(Patience));
        Assert.Contains("job: ", told.Message);
    }

    /// <summary>No node has such a name.</summary>
    private void Throw(string id) => Sys.ActorSelection($"{Entracte.CoordinatorActor.Path}/computation-{id}-1").Tell(new NodeGone(null!));
}
