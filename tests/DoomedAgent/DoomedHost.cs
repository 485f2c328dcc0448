using Entracte.Coordinator;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Stores;

namespace Entracte.DoomedAgent;

internal sealed class DoomedHost(IProcessHost host) : IProcessHost, IAsyncDisposable
{
    public ICutSession BeginCut(CutPlan plan, IImageWriter? image) => new DoomedCut(host.BeginCut(plan, image));

    public IRestorationSession BeginRestoration(RestorationPlan plan) => new DoomedRestoration(host.BeginRestoration(plan));

    public Task TidyAsync(int rootHostPid, string computationId) => Doom.AroundAsync("Tidy", () => host.TidyAsync(rootHostPid, computationId));

    public Task<int> LaunchAsync(LaunchRequest request, string computationId) => host.LaunchAsync(request, computationId);

    public Task<IReadOnlyList<ProcessSighting>> LookAsync(IReadOnlyList<int> hostPids)
    {
        Misfortune.AtLook();
        return host.LookAsync(hostPids);
    }

    public Task<IReadOnlyList<ProgramEnding>> FindEndingsAsync(IReadOnlyCollection<ProgramEnding> dealtWith) => host.FindEndingsAsync(dealtWith);

    public Task HoldAsync(IReadOnlyList<int> rootHostPids, string computationId, bool hold) => host.HoldAsync(rootHostPids, computationId, hold);

    public Task EndAsync(IReadOnlyList<int> rootHostPids, string computationId) => host.EndAsync(rootHostPids, computationId);

    public Task<IReadOnlyList<ProcessSighting>> FindMarkedAsync(string computationId) => host.FindMarkedAsync(computationId);

    public ValueTask DisposeAsync() => host is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
}
