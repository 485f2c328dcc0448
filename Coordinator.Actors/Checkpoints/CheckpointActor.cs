using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Copies;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Wire;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>One checkpoint (or kill) of one computation over all nodes that have processes of it.</summary>
internal sealed class CheckpointActor(AttemptKey key, CheckpointPlan plan, IClock clock, EntracteSettings settings)
    : AttemptActor(key, plan.Agents, clock, settings, key.Kind == RouteKind.Departure ? Step.Kill : null)
{
    private readonly List<ProcessSummary> processes = [];
    private readonly List<PartRecord> parts = [];
    private readonly List<HostRecord> hosts = [];
    private readonly List<int> removed = [];
    private readonly List<string> warnings = [];
    private readonly Dictionary<string, long> writtenBytes = [];
    private readonly HashSet<string> toldSince = [];
    private readonly Dictionary<string, RemoteEnd[]> ends = [];
    private IReadOnlyDictionary<string, RemoteMate[]>? mates;
    private InventoryRecord? inventory;
    private readonly IClock clock = clock;
    private double pauseMilliseconds;
    private string directory = "";
    private long sizeBytes;

    protected override long MemoryBytes => processes.Sum(process => process.MemoryBytes);

    protected override void ReceiveMore() => Receive<WritingProgress>(
        progress =>
        {
            writtenBytes[progress.Node] = progress.Bytes;
            // Each node tells at its own times; once all have had the opportunity, it is told on.
            if (toldSince.Add(progress.Node) && toldSince.Count > 1)
                return;
            toldSince.Clear();
            toldSince.Add(progress.Node);
            Publish(new BytesWritten { Bytes = writtenBytes.Values.Sum(), ExpectedBytes = MemoryBytes });
        },
        message => message.Key == Key);

    protected override IAttemptOrder OrderFor(Step step, string node) => step switch
    {
        Step.Suspend => new BeginCut
        {
            Key = Key,
            Name = plan.Name,
            ImagesDirectory = plan.ImagesDirectory,
            RootHostPids = plan.Roots[node],
            Mode = plan.Mode,
            Compress = plan.Compress,
            External = plan.External,
            IsOfSeveralNodes = IsOfSeveralNodes,
            ExitStatus = plan.ExitStatus,
            LeaveSignal = plan.Standing.LeaveSignal,
            NoSync = plan.NoSync,
        },
        Step.Drain when IsOfSeveralNodes => new StepOrder { Key = Key, Step = step, Mates = Mates.GetValueOrDefault(node, []) },
        Step.Commit => new StepOrder { Key = Key, Step = step, Inventory = inventory ??= Inventory(), Keep = IsOfSeveralNodes || plan.IsSpread || plan.Half.Length > 0 ? 0 : plan.Keep },
        _ => new StepOrder { Key = Key, Step = step },
    };

    protected override void Keep(StepReached reached)
    {
        warnings.AddRange(reached.Warnings);
        switch (reached.Step)
        {
            case Step.Suspend:
                processes.AddRange(reached.Processes);
                break;
            case Step.TakeInventory:
                ends[reached.Node] = reached.Ends;
                break;
            case Step.Resume or Step.Kill:
                pauseMilliseconds = Math.Max(pauseMilliseconds, reached.PauseMilliseconds);
                break;
            case Step.Complete:
                parts.AddRange(reached.Parts);
                if (reached.Host is { } host)
                    hosts.Add(host);
                break;
            case Step.Commit:
                directory = directory.Length == 0 ? reached.Directory : directory;
                sizeBytes += reached.SizeBytes;
                removed.AddRange(reached.Removed.Except(removed));
                break;
        }
    }

    /// <summary>Who runs on does not wait for copies of its pages; who does not has nothing else to wait for.</summary>
    protected override void OnPassed(Step step)
    {
        if (step == (Key.Kind == RouteKind.Checkpoint ? Step.Resume : Step.Write))
            Context.Parent.Tell(new PartsWritten(Key));
    }

    private bool IsOfSeveralNodes => plan.Agents.Count > 1;

    /// <summary>What connections between nodes lead to; all nodes have told what they have.</summary>
    private IReadOnlyDictionary<string, RemoteMate[]> Mates => mates ??= ConnectionPairing.Pair(ends);

    /// <summary>An older image may be the only whole one until every node has committed this one. A node alone has removed it already, and says what others need not keep either.</summary>
    private void RetireOlder()
    {
        if (plan.IsSpread || plan.Keep == 0 || !State.Warnings.IsEmpty)
            return;
        foreach (var agent in plan.Agents.Values)
            agent.Tell(new RetireImages
            {
                Name = plan.Name, ImagesDirectory = plan.ImagesDirectory, Keep = plan.Keep, Newest = Key.Generation, ComputationId = Key.ComputationId, Half = plan.Half,
            });
    }

    /// <summary>What lives on somewhere has not been ended; who asked can ask again.</summary>
    protected override Failure? Shortfall => Key.Kind != RouteKind.Kill || State.Warnings.IsEmpty
        ? null
        : Failure.Of(FailureKind.HostFailed, $"{plan.Name} was not ended everywhere: {string.Join("; ", State.Warnings)}; see its status, and kill it again");

    protected override AttemptHeld Held() => new(Key, Committed());

    protected override IEntracteMessage Result()
    {
        if (Key.Kind == RouteKind.Kill)
            return new KillResult { ComputationId = Key.ComputationId, Name = plan.Name, HostPids = [.. processes.Select(process => process.HostPid)] };
        RetireOlder();
        return Committed() with { Killed = Key.Kind != RouteKind.Checkpoint && State.Warnings.IsEmpty };
    }

    private CheckpointResult Committed()
    {
        var lengths = parts.DistinctBy(part => (part.Node, part.Pid)).ToDictionary(part => (part.Node, part.Pid), part => part.LengthBytes);
        return new CheckpointResult
        {
            ComputationId = Key.ComputationId,
            Name = plan.Name,
            Generation = Key.Generation,
            Directory = directory,
            SizeBytes = sizeBytes,
            PauseMilliseconds = pauseMilliseconds,
            Phases = [.. Phases],
            TotalMilliseconds = TotalMilliseconds,
            Processes = [.. processes.Select(process => process with { ImageBytes = lengths.GetValueOrDefault((process.Node, process.Pid)) })],
            Removed = [.. removed],
            Warnings = [.. warnings, .. State.Warnings],
        };
    }

    /// <summary>The image of all nodes. It is written by each, so that any of them can restart what it has.</summary>
    private InventoryRecord Inventory() => new()
    {
        ComputationId = Key.ComputationId,
        Name = plan.Name,
        Generation = Key.Generation,
        CreatedUnixMilliseconds = clock.UnixMilliseconds,
        Hosts = [.. hosts.OrderBy(host => host.Node, StringComparer.Ordinal)],
        // The sort is stable: each node's own come in their order, the root first.
        Parts = [.. parts.OrderBy(part => part.Node, StringComparer.Ordinal)],
        Phases = [.. Phases.Select(phase => new PhaseRecord { Name = phase.Barrier, DurationMicroseconds = (long)(phase.Milliseconds * 1000) })],
        PauseMicroseconds = (long)(pauseMilliseconds * 1000),
        IntervalMilliseconds = (long)(plan.IntervalSeconds * 1000),
        Keep = plan.IntervalKeep,
        HasAutomaticInterval = plan.Standing.AutomaticInterval,
        LeaveSignal = plan.Standing.LeaveSignal,
        LeaveStatus = plan.Standing.LeaveStatus,
        Copies = plan.Standing.Copies,
        Partners = plan.Standing.Partners,
    };
}
