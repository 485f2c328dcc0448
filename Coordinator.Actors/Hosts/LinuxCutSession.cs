using System.Collections.Concurrent;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Tracing;

namespace Entracte.Coordinator.Hosts;

/// <summary>A cut through processes of this machine, on threads of its own.</summary>
internal sealed class LinuxCutSession : ICutSession
{
    /// <summary>Of whom is to be ended, nothing is lost where he cannot be suspended.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);

    private readonly HostThreads threads;
    private readonly IImageWriter? image;
    private readonly TracerThreads tracers = new();
    private readonly Cut cut;
    private readonly SemaphoreSlim writers = new(Environment.ProcessorCount);
    private readonly ConcurrentDictionary<int, Part> parts = [];
    private Dictionary<int, MemberProcess> members = [];
    private bool disposed;

    public LinuxCutSession(HostThreads threads, CutPlan plan, IImageWriter? image)
    {
        this.threads = threads;
        this.image = image;
        var options = new CutOptions
        {
            Roots = plan.RootHostPids,
            Mark = LinuxProcessHost.MarkOf(plan.ComputationId),
            Compress = plan.Compress,
            OnlyEnds = plan.OnlyEnds,
            ExitStatus = plan.ExitStatus,
            DroppedSignal = plan.LeaveSignal,
            Descriptors = new DescriptorPolicy(PolicyFor(plan.External), plan.IsOfSeveralNodes),
        };
        cut = new Cut(tracers, plan.OnlyEnds ? options with { SuspendTimeout = EndTimeout } : options);
    }

    public long WrittenBytes => parts.Values.Sum(part => part.LengthBytes);

    public IReadOnlyList<CopiedFile> WrittenParts => [.. parts.Values.Select(part => part.Pages).OfType<CopiedFile>()];

    public IReadOnlyList<string> Notes => cut.Notes;

    public IReadOnlyList<RemoteEnd> RemoteEnds { get; private set; } = [];

    public Task PrepareAsync(CancellationToken cancellation) => threads.RunAsync(cut.Prepare, cancellation);

    public Task<IReadOnlyList<ProcessSummary>> SuspendAsync(CancellationToken cancellation) => threads.RunAsync<IReadOnlyList<ProcessSummary>>(
        () =>
        {
            var found = cut.Suspend();
            members = found.ToDictionary(member => member.HostPid);
            return [.. found.Select(SummaryOf)];
        },
        cancellation);

    public Task TakeInventoryAsync(CancellationToken cancellation) => RunAsync(
        () =>
        {
            cut.TakeInventory();
            RemoteEnds = cut.RemoteEnds;
        },
        cancellation);

    public Task DrainAsync(IReadOnlyList<RemoteMate> mates, CancellationToken cancellation) => RunAsync(() => cut.Drain(mates), cancellation);

    public async Task WriteAsync(int hostPid, CancellationToken cancellation)
    {
        // More at once than there are processors would only take turns.
        await writers.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await RunAsync(() => Write(hostPid), cancellation).ConfigureAwait(false);
        }
        finally
        {
            writers.Release();
        }
    }

    public Task RefillAsync(CancellationToken cancellation) => threads.RunAsync(cut.Refill, cancellation);

    public Task ResumeAsync(CancellationToken cancellation) => threads.RunAsync(cut.Resume, cancellation);

    public async Task<PartRecord> CompleteAsync(int hostPid, CancellationToken cancellation)
    {
        await writers.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await threads.RunAsync(() => Complete(hostPid), cancellation).ConfigureAwait(false);
        }
        finally
        {
            writers.Release();
        }
    }

    public Task KillAsync(CancellationToken cancellation) => threads.RunAsync(cut.Kill, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
            return;
        await threads.RunAsync(() =>
        {
            cut.Dispose();
            tracers.Dispose();
        }).ConfigureAwait(false);
    }

    private static ExternalPolicy PolicyFor(ExternalConnections external) => external switch
    {
        ExternalConnections.Refuse => ExternalPolicy.Refuse,
        ExternalConnections.KeepListening => ExternalPolicy.KeepListening,
        _ => ExternalPolicy.Close,
    };

    /// <summary>A step in which hooks work: when it is cancelled nobody waits for their answers.</summary>
    private async Task RunAsync(Action step, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(cut.GiveUp);
        await threads.RunAsync(step, cancellation).ConfigureAwait(false);
    }

    private void Write(int hostPid)
    {
        var writer = (image ?? throw new InvalidOperationException("this cut writes no image")).CreatePart(members[hostPid].Pid);
        var part = parts[hostPid] = new Part(writer);
        part.Written = cut.Write(hostPid, writer);
        if (writer.IsCreated)
            part.Pages = new CopiedFile(image.FileNameOf(members[hostPid].Pid), part.Written.FilledBytes);
    }

    private PartRecord Complete(int hostPid)
    {
        var part = parts[hostPid];
        var file = part.Written!.Complete(part.Writer);
        part.Written = null; // thousands of records, which are in the file now
        part.Writer.Sync();
        var member = members[hostPid];
        return new PartRecord
        {
            Pid = member.Pid,
            ParentPid = member.ParentPid,
            FileName = image!.FileNameOf(member.Pid),
            LengthBytes = file.LengthBytes,
            Checksum = file.Checksum,
            Command = member.Command,
            ThreadCount = member.ThreadCount,
            MemoryBytes = file.MemoryBytes,
        };
    }

    private static ProcessSummary SummaryOf(MemberProcess member) => new()
    {
        HostPid = member.HostPid,
        Pid = member.Pid,
        ParentPid = member.ParentPid,
        ThreadCount = member.ThreadCount,
        Command = member.Command,
        MemoryBytes = member.MemoryBytes,
    };

    private sealed class Part(ProcessFileWriter writer)
    {
        public ProcessFileWriter Writer => writer;

        public WrittenPart? Written { get; set; }

        /// <summary>The file as far as it is filled when the process runs again; null where it is not there by then.</summary>
        public CopiedFile? Pages { get; set; }

        /// <summary>While it grows the file itself tells.</summary>
        public long LengthBytes => Written?.LengthBytes ?? writer.LengthBytes;
    }
}
