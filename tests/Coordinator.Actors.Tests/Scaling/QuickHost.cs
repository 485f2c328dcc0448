using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>A machine with some processes whose every step is taken at once: what remains is what the actors cost.</summary>
internal sealed class QuickHost(int firstPid, int processes) : IProcessHost
{
    private ProcessSighting[] All { get; } = [.. Enumerable.Range(firstPid, processes).Select(pid => new ProcessSighting(pid, pid, 1, (ulong)pid, "worker", 1, 4096))];

    public int Root => firstPid;

    public ICutSession BeginCut(CutPlan plan, IImageWriter? image) => new Cut(this);

    public IRestorationSession BeginRestoration(RestorationPlan plan) => throw new NotSupportedException("nothing is restarted here");

    public Task<int> LaunchAsync(LaunchRequest request, string computationId) => throw new NotSupportedException("its processes are there from the beginning");

    public Task TidyAsync(int rootHostPid, string computationId) => Task.CompletedTask;

    public Task<IReadOnlyList<ProcessSighting>> LookAsync(IReadOnlyList<int> hostPids)
        => Task.FromResult<IReadOnlyList<ProcessSighting>>([.. All.Where(process => hostPids.Contains(process.HostPid))]);

    public Task<IReadOnlyList<ProcessSighting>> FindMarkedAsync(string computationId) => Task.FromResult<IReadOnlyList<ProcessSighting>>([]);

    public Task EndAsync(IReadOnlyList<int> rootHostPids, string computationId) => Task.CompletedTask;

    public Task HoldAsync(IReadOnlyList<int> rootHostPids, string computationId, bool hold) => Task.CompletedTask;

    public Task<IReadOnlyList<ProgramEnding>> FindEndingsAsync(IReadOnlyCollection<ProgramEnding> dealtWith) => Task.FromResult<IReadOnlyList<ProgramEnding>>([]);

    private sealed class Cut(QuickHost host) : ICutSession
    {
        public IReadOnlyList<RemoteEnd> RemoteEnds => [];

        public IReadOnlyList<string> Notes => [];

        public IReadOnlyList<CopiedFile> WrittenParts => [];

        public long WrittenBytes => 0;

        public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<IReadOnlyList<ProcessSummary>> SuspendAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ProcessSummary>>(
            [.. host.All.Select(process => new ProcessSummary { HostPid = process.HostPid, Pid = process.Pid, Command = process.Command, MemoryBytes = process.MemoryBytes })]);

        public Task TakeInventoryAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task DrainAsync(IReadOnlyList<RemoteMate> mates, CancellationToken cancellation) => Task.CompletedTask;

        public Task WriteAsync(int hostPid, CancellationToken cancellation) => Task.CompletedTask;

        public Task RefillAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task ResumeAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<PartRecord> CompleteAsync(int hostPid, CancellationToken cancellation)
            => Task.FromResult(new PartRecord { Pid = hostPid, FileName = ImageName.OfPart(hostPid), LengthBytes = 8192, Command = "worker" });

        public Task KillAsync(CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
