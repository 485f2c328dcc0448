using Entracte.Coordinator;
using Entracte.Coordinator.Ports;
using Entracte.ProcessHook.Connections;

namespace Entracte.DoomedAgent;

internal sealed class DoomedRestoration(IRestorationSession restoration) : IRestorationSession
{
    public IReadOnlyList<ProcessSummary> Created => restoration.Created;

    public IReadOnlyList<ConnectionOffer> Offers => restoration.Offers;

    public IReadOnlyList<string> Notes => restoration.Notes;

    public Task VerifyAsync(CancellationToken cancellation) => AroundAsync("Verify", cancellation, () => restoration.VerifyAsync(cancellation));

    public Task<Invitation> InviteAsync(CancellationToken cancellation) => Doom.AroundAsync("Invite", () => restoration.InviteAsync(cancellation));

    public Task AwaitHuskAsync(CancellationToken cancellation) => Doom.AroundAsync("AwaitHusk", () => restoration.AwaitHuskAsync(cancellation));

    public Task CreateProcessesAsync(CancellationToken cancellation) => AroundAsync("CreateProcesses", cancellation, () => restoration.CreateProcessesAsync(cancellation));

    public Task OpenDescriptorsAsync(CancellationToken cancellation) => AroundAsync("OpenDescriptors", cancellation, () => restoration.OpenDescriptorsAsync(cancellation));

    public Task ConnectAsync(IReadOnlyList<ConnectionOffer> offers, CancellationToken cancellation) => AroundAsync("Connect", cancellation, () => restoration.ConnectAsync(offers, cancellation));

    public Task RefillQueuesAsync(CancellationToken cancellation) => AroundAsync("RefillQueues", cancellation, () => restoration.RefillQueuesAsync(cancellation));

    public Task RebuildMemoryAsync(CancellationToken cancellation) => AroundAsync("RebuildMemory", cancellation, () => restoration.RebuildMemoryAsync(cancellation));

    public Task RebuildThreadsAsync(CancellationToken cancellation) => AroundAsync("RebuildThreads", cancellation, () => restoration.RebuildThreadsAsync(cancellation));

    public Task<IReadOnlyList<ProcessSummary>> RunAsync(CancellationToken cancellation) => AroundAsync("Run", cancellation, () => restoration.RunAsync(cancellation));

    public Task TellFailureAsync(string sentence) => restoration.TellFailureAsync(sentence);

    public async ValueTask DisposeAsync() => await Doom.AroundAsync("DisposeRestoration", () => restoration.DisposeAsync().AsTask());

    private async Task AroundAsync(string step, CancellationToken cancellation, Func<Task> take)
    {
        await Misfortune.BeforeAsync(step, cancellation, Newest);
        await Doom.AroundAsync(step, take);
    }

    private async Task<T> AroundAsync<T>(string step, CancellationToken cancellation, Func<Task<T>> take)
    {
        await Misfortune.BeforeAsync(step, cancellation, Newest);
        return await Doom.AroundAsync(step, take);
    }

    private int Newest() => Created[^1].HostPid;
}
