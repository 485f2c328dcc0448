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

    public Task PrepareAsync(CancellationToken cancellation) => Doom.AroundAsync("Prepare", () => cut.PrepareAsync(cancellation));

    public Task<IReadOnlyList<ProcessSummary>> SuspendAsync(CancellationToken cancellation) => Doom.AroundAsync("Suspend", () => cut.SuspendAsync(cancellation));

    public Task TakeInventoryAsync(CancellationToken cancellation) => Doom.AroundAsync("TakeInventory", () => cut.TakeInventoryAsync(cancellation));

    public Task DrainAsync(IReadOnlyList<RemoteMate> mates, CancellationToken cancellation) => Doom.AroundAsync("Drain", () => cut.DrainAsync(mates, cancellation));

    public Task WriteAsync(int hostPid, CancellationToken cancellation) => Doom.AroundAsync("Write", () => cut.WriteAsync(hostPid, cancellation));

    public Task RefillAsync(CancellationToken cancellation) => Doom.AroundAsync("Refill", () => cut.RefillAsync(cancellation));

    public Task ResumeAsync(CancellationToken cancellation) => Doom.AroundAsync("Resume", () => cut.ResumeAsync(cancellation));

    public Task<PartRecord> CompleteAsync(int hostPid, CancellationToken cancellation) => Doom.AroundAsync("Complete", () => cut.CompleteAsync(hostPid, cancellation));

    public Task KillAsync(CancellationToken cancellation) => Doom.AroundAsync("Kill", () => cut.KillAsync(cancellation));

    public async ValueTask DisposeAsync() => await Doom.AroundAsync("DisposeCut", () => cut.DisposeAsync().AsTask());
}
