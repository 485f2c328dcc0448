using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Nodes;

/// <summary>What a node holds for one restart. It outlives the actor that uses it by as much as is needed to remove what was created.</summary>
internal sealed class RestorationWork(IRestorationSession session) : IAsyncDisposable
{
    private readonly Turns turns = new();
    private readonly CancellationTokenSource cancellation = new();
    private bool disposed;

    public IReadOnlyList<string> Notes => session.Notes;

    /// <inheritdoc cref="IRestorationSession.Created"/>
    public IReadOnlyList<ProcessSummary> Created => session.Created;

    public Task<Invitation> InviteAsync() => TakeAsync(session.InviteAsync);

    public Task AwaitHuskAsync() => TakeAsync(session.AwaitHuskAsync);

    public Task<IReadOnlyList<ConnectionOffer>> OpenDescriptorsAsync() => TakeAsync(async token =>
    {
        await session.OpenDescriptorsAsync(token).ConfigureAwait(false);
        return session.Offers;
    });

    public Task ConnectAsync(IReadOnlyList<ConnectionOffer> offers) => TakeAsync(token => session.ConnectAsync(offers, token));

    public Task<IReadOnlyList<ProcessSummary>> RunAsync() => TakeAsync(session.RunAsync);

    /// <summary>The steps that yield nothing but their end.</summary>
    public Task TakeAsync(Step step) => TakeAsync(step switch
    {
        Step.Verify => session.VerifyAsync,
        Step.CreateProcesses => session.CreateProcessesAsync,
        Step.RefillQueues => session.RefillQueuesAsync,
        Step.RebuildMemory => session.RebuildMemoryAsync,
        Step.RebuildThreads => session.RebuildThreadsAsync,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "not a step of this kind"),
    });

    public void Cancel() => cancellation.Cancel();

    /// <summary>Tells the person at the husk, if one has come, why there will be nothing.</summary>
    public async Task TellFailureAsync(string sentence)
    {
        cancellation.Cancel();
        await turns.EnterAsync().ConfigureAwait(false);
        try
        {
            if (!disposed)
                await session.TellFailureAsync(sentence).ConfigureAwait(false);
        }
        finally
        {
            turns.Leave();
        }
    }

    public async ValueTask DisposeAsync()
    {
        cancellation.Cancel();
        await turns.EnterAsync().ConfigureAwait(false);
        try
        {
            if (disposed)
                return;
            disposed = true;
            await session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            turns.Leave();
        }
    }

    private Task TakeAsync(Func<CancellationToken, Task> step) => TakeAsync(async token =>
    {
        await step(token).ConfigureAwait(false);
        return true;
    });

    private async Task<T> TakeAsync<T>(Func<CancellationToken, Task<T>> step)
    {
        await turns.EnterAsync(cancellation.Token).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return await step(cancellation.Token).ConfigureAwait(false);
        }
        finally
        {
            turns.Leave();
        }
    }
}
