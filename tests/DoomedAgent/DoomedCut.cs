using Entracte.Coordinator;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;

namespace Entracte.DoomedAgent;

internal sealed class DoomedCut(ICutSession cut) : ICutSession
{
    public IReadOnlyList<RemoteEnd> RemoteEnds => cut.RemoteEnds;

    public IReadOnlyList<string> Notes => cut.Notes;

    public IReadOnlyList<CopiedFile> WrittenParts => cut.WrittenParts;

    public long WrittenBytes => cut.WrittenBytes;

    public Task PrepareAsync(CancellationToken cancellation) => AroundAsync("Prepare", cancellation, () => cut.PrepareAsync(cancellation));

    public Task<IReadOnlyList<ProcessSummary>> SuspendAsync(CancellationToken cancellation) => AroundAsync("Suspend", cancellation, () => cut.SuspendAsync(cancellation));

    public Task TakeInventoryAsync(CancellationToken cancellation) => AroundAsync("TakeInventory", cancellation, () => cut.TakeInventoryAsync(cancellation));

    public Task DrainAsync(IReadOnlyList<RemoteMate> mates, CancellationToken cancellation) => AroundAsync("Drain", cancellation, () => cut.DrainAsync(mates, cancellation));

    public Task WriteAsync(int hostPid, CancellationToken cancellation) => AroundAsync("Write", cancellation, () => cut.WriteAsync(hostPid, cancellation));

    public Task RefillAsync(CancellationToken cancellation) => AroundAsync("Refill", cancellation, () => cut.RefillAsync(cancellation));

    public Task ResumeAsync(CancellationToken cancellation) => AroundAsync("Resume", cancellation, () => cut.ResumeAsync(cancellation));

    public Task<PartRecord> CompleteAsync(int hostPid, CancellationToken cancellation) => AroundAsync("Complete", cancellation, () => cut.CompleteAsync(hostPid, cancellation));

    public Task KillAsync(CancellationToken cancellation) => AroundAsync("Kill", cancellation, () => cut.KillAsync(cancellation));

    public async ValueTask DisposeAsync() => await Doom.AroundAsync("DisposeCut", () => cut.DisposeAsync().AsTask());

    private static async Task AroundAsync(string step, CancellationToken cancellation, Func<Task> take)
    {
        await Misfortune.BeforeAsync(step, cancellation);
        await Doom.AroundAsync(step, take);
    }

    private static async Task<T> AroundAsync<T>(string step, CancellationToken cancellation, Func<Task<T>> take)
    {
        await Misfortune.BeforeAsync(step, cancellation);
        return await Doom.AroundAsync(step, take);
    }
}
