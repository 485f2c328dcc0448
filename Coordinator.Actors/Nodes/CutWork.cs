using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Nodes;

/// <summary>
/// What a node holds for one cut: the generation being written and the suspended processes. It outlives the actor that uses it by as much as is
/// needed to put everything back: whoever is stopped disposes it, and it waits for the step that is being taken.
/// </summary>
internal sealed class CutWork(BeginCut begin, string node, IProcessHost host, IImageStores stores, IClock clock) : IAsyncDisposable
{
    private readonly Turns turns = new();
    private readonly CancellationTokenSource cancellation = new();
    private readonly List<Task> parts = [];
    private IImageWriter? image;
    private ICutSession? session;
    private double suspendedAtMilliseconds;
    private bool disposed;

    public long WrittenBytes => session?.WrittenBytes ?? 0;

    /// <inheritdoc cref="ICutSession.WrittenParts"/>
    public IReadOnlyList<CopiedFile> WrittenParts => session?.WrittenParts ?? [];

    private ImageShare? Share => begin.IsOfSeveralNodes ? new ImageShare(node, $"{begin.Key.ComputationId}-{begin.Key.Epoch}-{begin.Key.Serial}") : null;

    private bool Writes => begin.Key.Kind != RouteKind.Kill;

    /// <summary>The generation's directory is made before anybody stands still: that takes a disk.</summary>
    public Task<IReadOnlyList<ProcessSummary>> SuspendAsync() => TakeAsync(async token =>
    {
        if (Writes)
            image = await stores.RunAsync(() => stores.At(begin.ImagesDirectory).Begin(begin.Name, begin.Key.Generation, Share, sync: !begin.NoSync), token).ConfigureAwait(false);
        var plan = new CutPlan(begin.Key.ComputationId, begin.RootHostPids, begin.Mode, begin.Compress)
        {
            OnlyEnds = begin.Key.Kind == RouteKind.Kill,
            Attempt = begin.Key,
            External = begin.External,
            IsOfSeveralNodes = begin.IsOfSeveralNodes,
            ExitStatus = begin.ExitStatus,
            LeaveSignal = begin.LeaveSignal,
        };
        session = host.BeginCut(plan, image);
        await session.PrepareAsync(token).ConfigureAwait(false);
        suspendedAtMilliseconds = clock.MonotonicMilliseconds;
        return await session.SuspendAsync(token).ConfigureAwait(false);
    });

    /// <returns>What will not be quite as it was after a restart, and what other nodes have to know.</returns>
    public Task<(IReadOnlyList<string> Notes, IReadOnlyList<RemoteEnd> Ends)> TakeInventoryAsync() => TakeAsync(async token =>
    {
        await Session.TakeInventoryAsync(token).ConfigureAwait(false);
        return (Session.Notes, Session.RemoteEnds);
    });

    /// <returns>What will not be quite as it was beside what the inventory has told.</returns>
    public Task<IReadOnlyList<string>> DrainAsync(IReadOnlyList<RemoteMate> mates) => TakeAsync<IReadOnlyList<string>>(async token =>
    {
        var known = Session.Notes.Count;
        await Session.DrainAsync(mates, token).ConfigureAwait(false);
        return [.. Session.Notes.Skip(known)];
    });

    public Task RefillAsync() => TakeAsync(token => Session.RefillAsync(token));

    /// <returns>How long the members stood still, in milliseconds.</returns>
    public Task<double> ResumeAsync() => TakeAsync(async token =>
    {
        await Session.ResumeAsync(token).ConfigureAwait(false);
        return clock.MonotonicMilliseconds - suspendedAtMilliseconds;
    });

    /// <inheritdoc cref="ResumeAsync"/>
    public Task<double> KillAsync() => TakeAsync(async token =>
    {
        await Session.KillAsync(token).ConfigureAwait(false);
        return clock.MonotonicMilliseconds - suspendedAtMilliseconds;
    });

    /// <summary>Writes one process; several at once.</summary>
    public Task WriteAsync(int hostPid) => Beside(Session.WriteAsync(hostPid, cancellation.Token));

    /// <inheritdoc cref="ICutSession.CompleteAsync"/>
    public Task<PartRecord> CompleteAsync(int hostPid) => Beside(Session.CompleteAsync(hostPid, cancellation.Token));

    public Task<Committed> CommitAsync(InventoryRecord inventory, int keep) => TakeAsync(_ => stores.RunAsync(() =>
    {
        var written = Image.Commit(inventory);
        // Whatever this attempt still waits for, others may write now: parts of other nodes are added to this image on the way of a migration.
        Image.Dispose();
        var committed = new Committed(Image.Place, written.Parts.Where(part => part.Node == node).Sum(part => part.LengthBytes), [], []);
        try
        {
            return keep > 0 ? committed with { Removed = [.. stores.At(begin.ImagesDirectory).KeepNewest(begin.Name, keep)] } : committed;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ImageStoreException)
        {
            // The image exists; that an old one could not be removed is no reason to say that it does not.
            return committed with { Warnings = [$"old images were not removed: {failure.Message}"] };
        }
    }));

    public void Cancel() => cancellation.Cancel();

    /// <summary>Everybody runs on, and what was not committed is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        cancellation.Cancel();
        await turns.EnterAsync().ConfigureAwait(false);
        try
        {
            if (disposed)
                return;
            disposed = true;
            await EndOfPartsAsync().ConfigureAwait(false);
            if (session is not null)
                await session.DisposeAsync().ConfigureAwait(false);
            if (image is not null)
                await stores.RunAsync(image.Dispose).ConfigureAwait(false);
        }
        finally
        {
            turns.Leave();
        }
    }

    private ICutSession Session => session ?? throw new InvalidOperationException("nothing is suspended");

    private IImageWriter Image => image ?? throw new InvalidOperationException("no image is being written");

    // Writing goes on for several processes beside each other, outside the gate; nobody may close the files under them.
    private T Beside<T>(T part)
        where T : Task
    {
        lock (parts)
            parts.Add(part);
        return part;
    }

    private async Task EndOfPartsAsync()
    {
        Task[] underWay;
        lock (parts)
            underWay = [.. parts];
        // How each of them ended has been told to its process actor.
        await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
