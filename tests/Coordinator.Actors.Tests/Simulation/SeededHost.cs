using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>One machine of the simulation: it owns some members of the crowd, and its steps end when the seed says so, if at all.</summary>
internal sealed class SeededHost : IProcessHost
{
    private const int PidsPerHost = 100_000;
    private readonly World world;
    private readonly Dictionary<IImageWriter, SeededCut> cuts = [];
    private readonly Dictionary<int, IReadOnlyDictionary<int, MemberImage>> images = [];
    private int lastHostPid;

    public SeededHost(World world, string name, int number)
    {
        this.world = world;
        Name = name;
        lastHostPid = number * PidsPerHost;
        Stores = new SimulatedImageStores { Disk = world.Queue, Committing = OnCommit };
    }

    public string Name { get; }

    public SimulatedImageStores Stores { get; }

    public World World => world;

    public IEnumerable<Member> Living => world.Crowd.Living.Where(member => member.Host == this);

    public int NextHostPid() => ++lastHostPid;

    public ICutSession BeginCut(CutPlan plan, IImageWriter? image)
    {
        var cut = new SeededCut(this, plan.Attempt, image);
        if (image is not null)
            cuts[image] = cut;
        return cut;
    }

    public IRestorationSession BeginRestoration(RestorationPlan plan) => new SeededRestoration(this, plan);

    public Task<int> LaunchAsync(LaunchRequest request, string computationId) => throw new NotSupportedException("members are there from the beginning");

    /// <summary>A cut of the simulation leaves nothing inside of a member: who is not suspended is as it was.</summary>
    public Task TidyAsync(int rootHostPid, string computationId) => Task.CompletedTask;

    public Task<IReadOnlyList<ProcessSighting>> LookAsync(IReadOnlyList<int> hostPids) => TakeAsync<IReadOnlyList<ProcessSighting>>(
        null,
        CancellationToken.None,
        () => [.. Living.Where(member => hostPids.Contains(member.HostPid)).Select(SightingOf)]);

    /// <summary>Members of the simulation are all rooted.</summary>
    public Task<IReadOnlyList<ProcessSighting>> FindMarkedAsync(string computationId) => TakeAsync<IReadOnlyList<ProcessSighting>>(null, CancellationToken.None, () => []);

    public IReadOnlyDictionary<int, MemberImage> ImageOf(int generation) => images[generation];

    /// <param name="step">Null for what is no step of an attempt and always ends well.</param>
    public Task<T> TakeAsync<T>(Step? step, CancellationToken cancellation, Func<T> take)
    {
        var result = new TaskCompletionSource<T>();
        var fate = step is { } taken ? world.FateOf(this, taken) : Fate.Ends;
        switch (fate)
        {
            case Fate.Ends:
                world.Queue.Add(Finish);
                break;
            case Fate.Breaks:
                world.Queue.Add(() => result.TrySetException(new IOException("the wire is cut")));
                break;
            case Fate.Hangs:
                cancellation.Register(() => world.Queue.Add(Finish));
                break;
            case Fate.IsStuck:
                world.Later(Finish);
                break;
        }

        return result.Task;

        void Finish()
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                result.TrySetResult(take());
            }
            catch (OperationCanceledException)
            {
                result.TrySetCanceled(cancellation);
            }
            catch (Exception thrown)
            {
                result.TrySetException(thrown);
            }
        }
    }

    private void OnCommit(IImageWriter writer, InventoryRecord inventory)
    {
        var cut = cuts[writer];
        world.Tell($"{Name} commits generation {inventory.Generation}");
        world.Witness.Began(cut.Key, Name, Step.Commit);
        world.Witness.Committed(cut.Key, Name, inventory, world.Crowd);
        world.Witness.Reached(cut.Key, Name, Step.Commit);
        images[inventory.Generation] = world.Witness.Of(cut.Key).Images;
    }

    public Task<IReadOnlyList<ProgramEnding>> FindEndingsAsync(IReadOnlyCollection<ProgramEnding> dealtWith) => Task.FromResult<IReadOnlyList<ProgramEnding>>([]);

    public Task HoldAsync(IReadOnlyList<int> rootHostPids, string computationId, bool hold) => throw new NotSupportedException("no node is lost for good here");

    public Task EndAsync(IReadOnlyList<int> rootHostPids, string computationId) => throw new NotSupportedException("no node is lost for good here");

    private static ProcessSighting SightingOf(Member member) => new(member.HostPid, member.Pid, 1, (ulong)member.HostPid, "member", 1, 4096);
}
