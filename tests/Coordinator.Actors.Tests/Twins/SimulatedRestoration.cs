using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Actors.Tests.Twins;

internal sealed class SimulatedRestoration(SimulatedHost host, RestorationPlan plan) : IRestorationSession
{
    private SimulatedProcess? restored;
    private bool runs;

    public IReadOnlyList<string> Notes => [];

    public IReadOnlyList<ProcessSummary> Created => [new ProcessSummary { HostPid = restored!.HostPid, Pid = restored.Pid, Command = "simulated" }];

    public Task VerifyAsync(CancellationToken cancellation) => TakeAsync(Step.Verify, cancellation);

    public async Task<Invitation> InviteAsync(CancellationToken cancellation)
    {
        await host.BeforeStep(Step.Invite, cancellation).ConfigureAwait(false);
        return new Invitation("/run/husk", ["husk", plan.RestartId]);
    }

    public Task AwaitHuskAsync(CancellationToken cancellation)
        => host.HusksCome ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellation);

    public async Task CreateProcessesAsync(CancellationToken cancellation)
    {
        await TakeAsync(Step.CreateProcesses, cancellation).ConfigureAwait(false);
        restored = host.Add();
        restored.IsSuspended = true;
    }

    public Task OpenDescriptorsAsync(CancellationToken cancellation) => TakeAsync(Step.OpenDescriptors, cancellation);

    public IReadOnlyList<ConnectionOffer> Offers => [new ConnectionOffer { AwaitedNode = string.Join(",", plan.Nodes), Address = plan.Address }];

    public Task ConnectAsync(IReadOnlyList<ConnectionOffer> offers, CancellationToken cancellation)
    {
        host.OffersTold = offers;
        return TakeAsync(Step.Connect, cancellation);
    }

    public Task RefillQueuesAsync(CancellationToken cancellation) => TakeAsync(Step.RefillQueues, cancellation);

    public Task RebuildMemoryAsync(CancellationToken cancellation) => TakeAsync(Step.RebuildMemory, cancellation);

    public Task RebuildThreadsAsync(CancellationToken cancellation) => TakeAsync(Step.RebuildThreads, cancellation);

    public async Task<IReadOnlyList<ProcessSummary>> RunAsync(CancellationToken cancellation)
    {
        await TakeAsync(Step.Run, cancellation).ConfigureAwait(false);
        restored!.IsSuspended = false;
        runs = true;
        return Created;
    }

    public Task TellFailureAsync(string sentence)
    {
        host.FailuresTold.Enqueue(sentence);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (restored is not null && !runs)
        {
            restored.IsAlive = false;
            restored.IsSuspended = false;
        }

        return ValueTask.CompletedTask;
    }

    private async Task TakeAsync(Step step, CancellationToken cancellation)
    {
        await host.BeforeStep(step, cancellation).ConfigureAwait(false);
        host.AfterStep(step, 0);
    }
}
