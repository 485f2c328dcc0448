using Entracte.Coordinator;
using Entracte.Coordinator.Ports;
using Entracte.ProcessHook.Connections;

namespace Entracte.DoomedAgent;

internal sealed class DoomedRestoration(IRestorationSession restoration) : IRestorationSession
{
    public IReadOnlyList<ProcessSummary> Created => restoration.Created;

    public IReadOnlyList<ConnectionOffer> Offers => restoration.Offers;

    public IReadOnlyList<string> Notes => restoration.Notes;

    public Task VerifyAsync(CancellationToken cancellation) => Doom.AroundAsync("Verify", () => restoration.VerifyAsync(cancellation));

    public Task<Invitation> InviteAsync(CancellationToken cancellation) => Doom.AroundAsync("Invite", () => restoration.InviteAsync(cancellation));

    public Task AwaitHuskAsync(CancellationToken cancellation) => Doom.AroundAsync("AwaitHusk", () => restoration.AwaitHuskAsync(cancellation));

    public Task CreateProcessesAsync(CancellationToken cancellation) => Doom.AroundAsync("CreateProcesses", () => restoration.CreateProcessesAsync(cancellation));

    public Task OpenDescriptorsAsync(CancellationToken cancellation) => Doom.AroundAsync("OpenDescriptors", () => restoration.OpenDescriptorsAsync(cancellation));

    public Task ConnectAsync(IReadOnlyList<ConnectionOffer> offers, CancellationToken cancellation) => Doom.AroundAsync("Connect", () => restoration.ConnectAsync(offers, cancellation));

    public Task RefillQueuesAsync(CancellationToken cancellation) => Doom.AroundAsync("RefillQueues", () => restoration.RefillQueuesAsync(cancellation));

    public Task RebuildMemoryAsync(CancellationToken cancellation) => Doom.AroundAsync("RebuildMemory", () => restoration.RebuildMemoryAsync(cancellation));

    public Task RebuildThreadsAsync(CancellationToken cancellation) => Doom.AroundAsync("RebuildThreads", () => restoration.RebuildThreadsAsync(cancellation));

    public Task<IReadOnlyList<ProcessSummary>> RunAsync(CancellationToken cancellation) => Doom.AroundAsync("Run", () => restoration.RunAsync(cancellation));

    public Task TellFailureAsync(string sentence) => restoration.TellFailureAsync(sentence);

    public async ValueTask DisposeAsync() => await Doom.AroundAsync("DisposeRestoration", () => restoration.DisposeAsync().AsTask());
}
