using System.Net;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore;
using Entracte.ProcessHook.Restore.Descriptors;
using Entracte.ProcessHook.Restore.Splitting;
using Entracte.ProcessHook.Tracing;

namespace Entracte.Coordinator.Hosts;

/// <summary>A restart on this machine, on threads of its own.</summary>
internal sealed class LinuxRestorationSession(HostThreads threads, Lazy<HuskListener> listener, Lazy<string> runtimeDirectory, EndingNotes endings, RestorationPlan plan) : IRestorationSession
{
    // As an ordinary program that could not be run by its launcher: env(1), timeout(1).
    private const int FailedStatus = 125;
    private readonly TracerThreads tracers = new();
    private readonly CancellationTokenSource ended = new();
    private readonly List<string> notes = [];
    private IReadOnlyList<ProcessFileReader> parts = [];
    private Task objects = Task.CompletedTask;
    private IReadOnlyList<ProcessFileReader> opened = [];
    private HashSet<string> nodes = [];
    private SharesHere shares = new([], new HashSet<(string, ulong)>());
    private Task<HuskServer>? arrival;
    private HuskServer? keeper;
    private ClockContinuation clocks = ClockContinuation.Nothing;
    private Restoration? restoration;

    public IReadOnlyList<ProcessSummary> Created => [.. Begun.Processes.Select(SummaryOf)];

    public IReadOnlyList<string> Notes => [.. notes, .. restoration?.Notes ?? []];

    public Task VerifyAsync(CancellationToken cancellation) => threads.RunAsync(
        () =>
        {
            var image = DirectoryImageReader.Open(plan.Directory);
            // Each that is open is kept at once: somebody has to close it, also when the next one is damaged.
            NodeShare[] wanted = [.. plan.Nodes.Select(NodeShare.Parse)];
            var here = image.Inventory.Parts.Where(part => wanted.Length == 0 || wanted.Any(share => share.Node == part.Node)).ToArray();
            nodes = [.. here.Select(part => part.Node)];
            var places = new ProcessFileReader?[here.Length];
            try
            {
                SideBySide.ForEach([.. Enumerable.Range(0, places.Length)], place => places[place] = image.OpenPart(here[place]));
            }
            finally
            {
                opened = [.. places.OfType<ProcessFileReader>()];
            }
            shares = SharesHere.Of(wanted, [.. here.Select(part => part.Node)], opened);
            parts = [.. shares.Places.Select(place => opened[place])];
            // What is cheap to look at comes first: whoever must be refused need not wait for the bytes.
            ProcessFileRecord[] records = [.. parts.Select(part => part.Record)];
            var checks = DescriptorChecks.Of(records, Options.Descriptors);
            Obstacle[] obstacles =
            [
                .. NumberChecks.Of([.. shares.Places.Select(place => here[place].Node).Zip(records)]), .. MachineChecks.Of(records), .. MappedFileChecks.Of(records, plan.TrustFiles),
                .. HugePageChecks.Of(records), .. SignalChecks.Of(records), .. checks.Obstacles,
            ];
            if (obstacles.Length > 0)
                throw new ObstaclesException("the restart was refused", obstacles);
            notes.AddRange(checks.Notes);
            // What processes share is looked through while they are being made. Their own pages, which are nearly all of it, are when they are put in their places.
            objects = threads.RunAsync(() => SideBySide.ForEach(parts, part => part.VerifyObjects()), ended.Token);
        },
        cancellation);

    public Task<Invitation> InviteAsync(CancellationToken cancellation) => threads.RunAsync(
        () =>
        {
            var program = HuskProgram.Materialize(runtimeDirectory.Value);
            // Awaited from now on: the husk may be started the moment the invitation is out.
            arrival = listener.Value.AcceptAsync(plan.RestartId, ended.Token);
            var choice = NamespaceChoice.Of([.. parts.Select(part => part.Record)]);
            clocks = ClockContinuation.Of([.. parts.Select(part => part.Record)]);
            var arguments = HuskProgram.Arguments(listener.Value.SocketPath, plan.RestartId, clocks.Choose(choice), clocks.TimeOffsets);
            if (plan.Detached)
                Start(program, arguments);
            return new Invitation(program, [Path.GetFileName(program), .. arguments]);
        },
        cancellation);

    public async Task AwaitHuskAsync(CancellationToken cancellation)
        => keeper = await (arrival ?? throw new InvalidOperationException("no husk was invited")).WaitAsync(cancellation).ConfigureAwait(false);

    public async Task CreateProcessesAsync(CancellationToken cancellation)
    {
        if (await threads.RunAsync(TryCreateProcesses, cancellation).ConfigureAwait(false))
            return;
        // Without namespaces a pid may be taken in the moment before we ask for it.
        arrival = listener.Value.AcceptAsync(plan.RestartId, ended.Token);
        await threads.RunAsync(Come.MakePlace, cancellation).ConfigureAwait(false);
        keeper = null;
        await AwaitHuskAsync(cancellation).ConfigureAwait(false);
        await threads.RunAsync(CreateProcesses, cancellation).ConfigureAwait(false);
    }

    public Task OpenDescriptorsAsync(CancellationToken cancellation) => threads.RunAsync(Begun.OpenDescriptors, cancellation);

    public IReadOnlyList<ConnectionOffer> Offers => Begun.Offers;

    public Task ConnectAsync(IReadOnlyList<ConnectionOffer> offers, CancellationToken cancellation) => threads.RunAsync(() => Begun.Connect(offers), cancellation);

    public Task RefillQueuesAsync(CancellationToken cancellation) => threads.RunAsync(Begun.RefillQueues, cancellation);

    public async Task RebuildMemoryAsync(CancellationToken cancellation)
    {
        // What follows this step changes files; nothing of an image that is damaged may come so far.
        await objects.WaitAsync(cancellation).ConfigureAwait(false);
        await threads.RunAsync(Begun.RebuildMemory, cancellation).ConfigureAwait(false);
    }

    public Task RebuildThreadsAsync(CancellationToken cancellation) => threads.RunAsync(Begun.RebuildThreads, cancellation);

    public Task<IReadOnlyList<ProcessSummary>> RunAsync(CancellationToken cancellation)
        => threads.RunAsync<IReadOnlyList<ProcessSummary>>(() => [.. Begun.Run().Select(SummaryOf)], cancellation);

    public Task TellFailureAsync(string sentence) => keeper is { } husk
        ? threads.RunAsync(() => husk.Fail($"entracte: {sentence}", FailedStatus))
        : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        // It reads from files that are closed below; what it found has been told, or does not matter any more.
        await objects.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A husk may have come in the very moment in which nobody wanted it any more.
        if (keeper is null && arrival is not null)
        {
            await ((Task)arrival).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            keeper = arrival.IsCompletedSuccessfully ? await arrival.ConfigureAwait(false) : null;
        }

        await threads.RunAsync(() =>
        {
            if (restoration is not null)
                restoration.Dispose();
            else
                keeper?.Dispose();
            foreach (var part in opened)
                part.Dispose();
            tracers.Dispose();
        }).ConfigureAwait(false);
    }

    /// <summary>A stream for which a file was named is that file, also where the program had another file there.</summary>
    private RestorationOptions Options => new()
    {
        Descriptors = new DescriptorRestoreOptions
        {
            Nodes = nodes,
            Elsewhere = shares.Elsewhere,
            ClocksGoOn = keeper is { } come && clocks.GoOnWith(come.Namespaces),
            Address = IPEndPoint.TryParse(plan.Address, out var address) ? address.Address : IPAddress.Loopback,
            Replaced = new[] { plan.Streams.Input, plan.Streams.Output, plan.Streams.Error }
                .Select((path, number) => (path, number)).Where(stream => stream.path.Length > 0).Select(stream => stream.number).ToHashSet(),
        },
    };

    private HuskServer Come => keeper ?? throw new InvalidOperationException("no husk has come");

    private void Start(string program, IReadOnlyList<string> arguments)
    {
        if (plan.IsWatched)
            (program, arguments) = endings.Stand(plan.ComputationId, plan.Life, program, arguments);
        Launcher.Start(program, arguments, plan.Streams, tellsPidItself: plan.IsWatched);
    }

    private bool TryCreateProcesses()
    {
        try
        {
            CreateProcesses();
            return true;
        }
        catch (LinuxException) when ((Come.Namespaces & ~HuskNamespaces.Time) == HuskNamespaces.None)
        {
            return false;
        }
    }

    private void CreateProcesses()
    {
        var begun = new Restoration(tracers, Options, parts, Come);
        begun.CreateProcesses();
        restoration = begun;
        notes.AddRange(clocks.NotesWith(Come.Namespaces));
    }

    private Restoration Begun => restoration ?? throw new InvalidOperationException("no process has been created");

    private static ProcessSummary SummaryOf(RestoredProcess process) => new()
    {
        HostPid = process.HostPid,
        Pid = process.Pid,
        ParentPid = process.ParentPid,
        ThreadCount = process.ThreadCount,
        Command = process.Command,
    };
}
