using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Brings the whole crowd back on one machine.</summary>
internal sealed class SeededRestoration(SeededHost host, RestorationPlan plan) : IRestorationSession
{
    private IReadOnlyDictionary<int, MemberImage> images = new Dictionary<int, MemberImage>();
    private Member[] members = [];

    public IReadOnlyList<ProcessSummary> Created => [.. members.Select(member => new ProcessSummary { HostPid = member.HostPid, Pid = member.Pid, Command = "member" })];

    public IReadOnlyList<string> Notes => [];

    public Task VerifyAsync(CancellationToken cancellation) => TakeAsync(Step.Verify, cancellation, () =>
        images = host.ImageOf(host.Stores.OpenDirectory(plan.Directory).Inventory.Generation));

    public Task<Invitation> InviteAsync(CancellationToken cancellation) => TakeAsync(Step.Invite, cancellation, () => new Invitation("/run/husk", ["husk"]));

    public Task AwaitHuskAsync(CancellationToken cancellation) => TakeAsync(Step.Invite, cancellation, () => true);

    public Task CreateProcessesAsync(CancellationToken cancellation) => TakeAsync(Step.CreateProcesses, cancellation, () =>
        members = [.. images.Keys.Order().Select(pid => new Member(pid, host.NextHostPid(), host))]);

    public Task OpenDescriptorsAsync(CancellationToken cancellation) => TakeAsync(Step.OpenDescriptors, cancellation, () => true);

    public IReadOnlyList<ConnectionOffer> Offers => [];

    public Task ConnectAsync(IReadOnlyList<ConnectionOffer> offers, CancellationToken cancellation) => TakeAsync(Step.Connect, cancellation, () => true);

    public Task RefillQueuesAsync(CancellationToken cancellation) => TakeAsync(Step.RefillQueues, cancellation, () => true);

    public Task RebuildMemoryAsync(CancellationToken cancellation) => TakeAsync(Step.RebuildMemory, cancellation, () => true);

    public Task RebuildThreadsAsync(CancellationToken cancellation) => TakeAsync(Step.RebuildThreads, cancellation, () => true);

    public Task<IReadOnlyList<ProcessSummary>> RunAsync(CancellationToken cancellation) => TakeAsync<IReadOnlyList<ProcessSummary>>(Step.Run, cancellation, () =>
    {
        if (host.World.Crowd.Living.FirstOrDefault() is { } other)
            host.World.Witness.Break($"member {other.Pid} lives twice: on {other.Host.Name} and, restarted, on {host.Name}");
        foreach (var member in members)
            host.World.Crowd.Add(member);
        host.World.Crowd.Restore(images);
        return Created;
    });

    public Task TellFailureAsync(string sentence) => Task.CompletedTask;

    /// <summary>What was created and does not run yet is nowhere but here.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> TakeAsync<T>(Step step, CancellationToken cancellation, Func<T> take) => host.TakeAsync(step, cancellation, take);
}
