using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Injection;

namespace Entracte.Coordinator.Actors.Tests.Twins;

internal sealed class SimulatedCut(SimulatedHost host, CutPlan plan, IImageWriter? image) : ICutSession
{
    private readonly Lock gate = new();
    private readonly List<SimulatedProcess> members = [];
    private readonly HashSet<int> written = [];

    public IReadOnlyList<string> Notes => [];

    /// <summary>So much of a part's file is pages; its header comes with the end.</summary>
    public IReadOnlyList<CopiedFile> WrittenParts
    {
        get
        {
            lock (gate)
                return [.. written.Select(pid => new CopiedFile(FileOf(pid), 4096))];
        }
    }

    public long WrittenBytes => written.Count * 4096L;

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<ProcessSummary>> SuspendAsync(CancellationToken cancellation) => TakeAsync<IReadOnlyList<ProcessSummary>>(Step.Suspend, 0, cancellation, () =>
    {
        members.AddRange(host.Processes.Where(process => process.IsAlive && plan.RootHostPids.Contains(process.RootHostPid)));
        if (members.Count == 0)
            throw new ProcessGoneException(plan.RootHostPids.Count > 0 ? plan.RootHostPids[0] : 0, "suspending");
        foreach (var member in members)
        {
            if (member.IsSuspended)
                throw new InvalidOperationException($"process {member.HostPid} was suspended twice");
            member.IsSuspended = true;
            member.Suspensions++;
        }

        return [.. members.Select(member => new ProcessSummary { HostPid = member.HostPid, Pid = member.Pid, Command = "simulated", MemoryBytes = 4096 })];
    });

    public Task TakeInventoryAsync(CancellationToken cancellation) => TakeAsync(Step.TakeInventory, 0, cancellation, AllAlive);

    public IReadOnlyList<RemoteEnd> RemoteEnds => plan.IsOfSeveralNodes ? host.Ends : [];

    public Task DrainAsync(IReadOnlyList<RemoteMate> mates, CancellationToken cancellation) => TakeAsync(Step.Drain, 0, cancellation, () =>
    {
        host.MatesTold = mates;
        return AllAlive();
    });

    public Task WriteAsync(int hostPid, CancellationToken cancellation) => TakeAsync(Step.Write, hostPid, cancellation, () =>
    {
        AllAlive();
        if (!Member(hostPid).IsSuspended)
            throw new InvalidOperationException($"process {hostPid} was written while it ran");
        lock (gate)
            written.Add(hostPid);
        return true;
    });

    public Task RefillAsync(CancellationToken cancellation) => TakeAsync(Step.Refill, 0, cancellation, () =>
    {
        if (written.Count < members.Count)
            throw new InvalidOperationException("refilled before all were written");
        return true;
    });

    public Task ResumeAsync(CancellationToken cancellation) => TakeAsync(Step.Resume, 0, cancellation, Release);

    public Task<PartRecord> CompleteAsync(int hostPid, CancellationToken cancellation) => TakeAsync(Step.Complete, hostPid, cancellation, () =>
    {
        var part = new PartRecord { Pid = Member(hostPid).Pid, FileName = FileOf(hostPid), LengthBytes = 8192, Command = "simulated" };
        (image as SimulatedImageWriter)?.Add(part);
        return part;
    });

    public Task KillAsync(CancellationToken cancellation) => TakeAsync(Step.Kill, 0, cancellation, () =>
    {
        foreach (var member in members)
            (member.IsAlive, member.ExitStatus) = (false, plan.RootHostPids.Contains(member.HostPid) ? plan.ExitStatus : 0);
        return Release();
    });

    public ValueTask DisposeAsync()
    {
        Release();
        return ValueTask.CompletedTask;
    }

    private async Task<T> TakeAsync<T>(Step step, int hostPid, CancellationToken cancellation, Func<T> take)
    {
        await host.BeforeStep(step, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        var taken = take();
        host.AfterStep(step, hostPid);
        return taken;
    }

    private string FileOf(int hostPid) => ImageName.OfPart(hostPid, plan.IsOfSeveralNodes ? host.Name : null);

    private bool AllAlive() => members.Find(member => !member.IsAlive) is { } dead
        ? throw new ProcessGoneException(dead.HostPid, "the checkpoint")
        : true;

    private bool Release()
    {
        foreach (var member in members)
            member.IsSuspended = false;
        return true;
    }

    private SimulatedProcess Member(int hostPid) => members.Single(member => member.HostPid == hostPid);
}
