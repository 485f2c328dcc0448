using System.Collections.Concurrent;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>A machine that exists only in memory. A test says what shall happen before a step is taken; nothing by default.</summary>
internal sealed class SimulatedHost : IProcessHost
{
    private readonly ConcurrentDictionary<int, SimulatedProcess> processes = [];
    private int nextPid = 1000;

    /// <summary>May throw, wait, or kill somebody.</summary>
    public Func<Step, CancellationToken, Task> BeforeStep { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Told of every step that was taken, with the pid for those that concern one process.</summary>
    public Action<Step, int> AfterStep { get; set; } = (_, _) => { };

    /// <summary>Husks that have been invited and shall come.</summary>
    public bool HusksCome { get; set; } = true;

    /// <summary>Of the node; a part of its files' names where an image is of several.</summary>
    public string Name { get; init; } = "";

    /// <summary>What its cuts tell the other nodes.</summary>
    public IReadOnlyList<RemoteEnd> Ends { get; set; } = [];

    /// <summary>What the last cut was told of other nodes.</summary>
    public IReadOnlyList<RemoteMate> MatesTold { get; set; } = [];

    /// <summary>What the last restoration was told of where others wait.</summary>
    public IReadOnlyList<ConnectionOffer> OffersTold { get; set; } = [];

    public ConcurrentQueue<string> FailuresTold { get; } = [];

    public IEnumerable<SimulatedProcess> Processes => processes.Values;

    public SimulatedProcess Add(int rootHostPid = 0)
    {
        var pid = Interlocked.Increment(ref nextPid);
        return processes[pid] = new SimulatedProcess(pid, pid) { RootHostPid = rootHostPid == 0 ? pid : rootHostPid };
    }

    public ICutSession BeginCut(CutPlan plan, IImageWriter? image) => new SimulatedCut(this, plan, image);

    public IRestorationSession BeginRestoration(RestorationPlan plan) => new SimulatedRestoration(this, plan);

    public Task<int> LaunchAsync(LaunchRequest request, string computationId) => Task.FromResult(Add().HostPid);

    /// <summary>The first so many times that a process is looked through for leftovers it cannot be.</summary>
    public int TidyFailures { get; set; }

    /// <summary>So many times it was tried.</summary>
    public int TidyTries { get; private set; }

    public Task TidyAsync(int rootHostPid, string computationId)
        => ++TidyTries <= TidyFailures ? Task.FromException(new TimeoutException("a thread did not stop in time")) : Task.CompletedTask;

    /// <summary>The next look throws into its caller's face.</summary>
    public bool LookingThrows { get; set; }

    public Task<IReadOnlyList<ProcessSighting>> LookAsync(IReadOnlyList<int> hostPids)
    {
        if (LookingThrows)
        {
            LookingThrows = false;
            throw new InvalidOperationException("nothing can be seen");
        }

        var living = hostPids.Select(pid => processes.GetValueOrDefault(pid)).OfType<SimulatedProcess>().Where(process => process.IsAlive);
        return Task.FromResult<IReadOnlyList<ProcessSighting>>([.. living.Select(SightingOf)]);
    }

    /// <summary>Those who carry marks: whoever has been started by a root and has outlived it.</summary>
    public List<SimulatedProcess> Daemons { get; } = [];

    public Task<IReadOnlyList<ProcessSighting>> FindMarkedAsync(string computationId)
        => Task.FromResult<IReadOnlyList<ProcessSighting>>([.. Daemons.Where(process => process.IsAlive).Select(SightingOf)]);

    /// <summary>What fronts have written down.</summary>
    public ConcurrentDictionary<ProgramEnding, bool> Endings { get; } = [];

    public Task<IReadOnlyList<ProgramEnding>> FindEndingsAsync(IReadOnlyCollection<ProgramEnding> dealtWith)
    {
        foreach (var ending in dealtWith)
            Endings.TryRemove(ending, out _);
        return Task.FromResult<IReadOnlyList<ProgramEnding>>([.. Endings.Keys]);
    }

    public Task HoldAsync(IReadOnlyList<int> rootHostPids, string computationId, bool hold)
    {
        foreach (var process in MembersOf(rootHostPids))
            process.IsHeld = hold;
        return Task.CompletedTask;
    }

    public Task EndAsync(IReadOnlyList<int> rootHostPids, string computationId)
    {
        foreach (var process in MembersOf(rootHostPids))
            process.IsAlive = false;
        return Task.CompletedTask;
    }

    private IEnumerable<SimulatedProcess> MembersOf(IReadOnlyList<int> roots) => processes.Values.Where(process => roots.Contains(process.RootHostPid)).Concat(Daemons);

    private static ProcessSighting SightingOf(SimulatedProcess process)
        => new(process.HostPid, process.Pid, 1, process.StartTimeTicks, "simulated", 1, 4096) { PendingSignals = process.PendingSignals };
}
