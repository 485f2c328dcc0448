using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Injection;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>One machine's part of a cut through the crowd. The witness hears of each step's beginning and end.</summary>
internal sealed class SeededCut(SeededHost host, AttemptKey key, IImageWriter? image) : ICutSession
{
    private readonly List<Member> members = [];
    private int written, completed;

    public AttemptKey Key => key;

    public IReadOnlyList<string> Notes => [];

    public IReadOnlyList<CopiedFile> WrittenParts => [];

    public long WrittenBytes => written * 4096L;

    private SeenCut Seen => host.World.Witness.Of(key);

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<ProcessSummary>> SuspendAsync(CancellationToken cancellation) => TakeAsync<IReadOnlyList<ProcessSummary>>(Step.Suspend, cancellation, () =>
    {
        members.AddRange(host.Living);
        foreach (var member in members)
        {
            if (member.SuspendedBy is { } other)
                host.World.Witness.Break($"{key}: member {member.Pid} is suspended already, by {other}");
            member.SuspendedBy = key;
            Seen.Members.Add(member.Pid);
            Seen.Images[member.Pid] = new MemberImage(member.Pid);
        }

        return [.. members.Select(member => new ProcessSummary { HostPid = member.HostPid, Pid = member.Pid, Command = "member", MemoryBytes = 4096 })];
    });

    public Task TakeInventoryAsync(CancellationToken cancellation) => TakeAsync(Step.TakeInventory, cancellation, AllAlive);

    public IReadOnlyList<RemoteEnd> RemoteEnds => [];

    public Task DrainAsync(IReadOnlyList<RemoteMate> mates, CancellationToken cancellation) => TakeAsync(Step.Drain, cancellation, () =>
    {
        AllAlive();
        members.ForEach(member => host.World.Crowd.Drain(Seen.Images[member.Pid]));
        return true;
    });

    public Task WriteAsync(int hostPid, CancellationToken cancellation) => TakeAsync(Step.Write, cancellation, () =>
    {
        AllAlive();
        host.World.Crowd.Write(Seen.Images[Of(hostPid).Pid]);
        return ++written;
    }, () => written == members.Count);

    public Task RefillAsync(CancellationToken cancellation) => TakeAsync(Step.Refill, cancellation, AllAlive);

    public Task ResumeAsync(CancellationToken cancellation) => TakeAsync(Step.Resume, cancellation, Release);

    public Task<PartRecord> CompleteAsync(int hostPid, CancellationToken cancellation) => TakeAsync(Step.Complete, cancellation, () =>
    {
        var member = Of(hostPid);
        var part = new PartRecord { Pid = member.Pid, FileName = ImageName.OfPart(member.Pid), LengthBytes = 8192, Command = "member" };
        (image as SimulatedImageWriter)?.Add(part);
        Seen.Complete.Add(member.Pid);
        completed++;
        return part;
    }, () => completed == members.Count);

    public Task KillAsync(CancellationToken cancellation) => TakeAsync(Step.Kill, cancellation, () =>
    {
        if (key.Kind != RouteKind.Kill)
            AllCopied();
        members.ForEach(member => member.IsAlive = false);
        return Release();
    });

    public async ValueTask DisposeAsync() => await host.TakeAsync(null, CancellationToken.None, Release).ConfigureAwait(false);

    private Task<T> TakeAsync<T>(Step step, CancellationToken cancellation, Func<T> take, Func<bool>? isReached = null)
    {
        host.World.Witness.Began(key, host.Name, step);
        return host.TakeAsync(step, cancellation, () =>
        {
            var taken = take();
            if (isReached?.Invoke() ?? true)
                host.World.Witness.Reached(key, host.Name, step);
            return taken;
        });
    }

    private bool AllAlive() => members.Find(member => !member.IsAlive) is { } dead ? throw new ProcessGoneException(dead.HostPid, "the checkpoint") : true;

    /// <summary>Who has an image to go on from ends only when there are as many copies of it as the computation wants.</summary>
    private void AllCopied()
    {
        foreach (var pid in members.Select(member => member.Pid))
        {
            var copies = 1 + host.World.Nodes.Count(node => node.Host != host && node.Host.Stores.Received.ContainsKey((key.Generation, ImageName.OfPart(pid))));
            if (copies < host.World.Copies)
                host.World.Witness.Break($"{key}: member {pid} ends, and of its image there is no more than {copies} on different nodes");
        }
    }

    private bool Release()
    {
        foreach (var member in members.Where(member => member.SuspendedBy == key))
            member.SuspendedBy = null;
        return true;
    }

    private Member Of(int hostPid) => members.Find(member => member.HostPid == hostPid) ?? throw new ProcessGoneException(hostPid, "the checkpoint");
}
