using System.Collections.Concurrent;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>
/// All that is ready to run: mailboxes of actors, work that waits for disks, answers of hosts. One thread takes from it, in an order that the seed decides, and
/// nobody else runs anything: the same seed gives the same story.
/// </summary>
internal sealed class RunQueue
{
    private static readonly ConcurrentDictionary<string, RunQueue> Named = [];
    private readonly List<Action> ready = [];
    private readonly Thread owner = Thread.CurrentThread;
    private string? stray;

    public RunQueue(int seed)
    {
        Random = new Random(seed);
        Named[Name] = this;
    }

    /// <summary>What every choice of the simulation is made by.</summary>
    public Random Random { get; }

    /// <summary>By which a dispatcher, which is made from a configuration, finds it.</summary>
    public string Name { get; } = Guid.NewGuid().ToString("n");

    public bool IsEmpty
    {
        get
        {
            lock (ready)
                return ready.Count == 0;
        }
    }

    public static RunQueue Find(string name) => Named[name];

    /// <summary>The story is over: from now on anybody may run beside it, as a system does that ends.</summary>
    public bool IsOver { get; set; }

    public void Add(Action work)
    {
        if (Thread.CurrentThread != owner && !IsOver)
            stray ??= $"somebody runs beside the simulation, and no seed would bring that back: {Environment.StackTrace}";
        lock (ready)
            ready.Add(work);
    }

    /// <summary>Takes one, and runs it to its end.</summary>
    public void RunOne()
    {
        if (stray is not null && !IsOver)
            throw new BrokenPromiseException(stray);
        Action work;
        lock (ready)
        {
            var chosen = Random.Next(ready.Count);
            work = ready[chosen];
            ready[chosen] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
        }

        work();
    }

    public void Forget() => Named.TryRemove(Name, out _);
}
