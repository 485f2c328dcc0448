using System.Collections.Concurrent;
using System.Diagnostics;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>What the actors of one side have to do, in the order in which it came, and how much work it was. One thread, always the same, does it.</summary>
internal sealed class MeasuredQueue : IDisposable
{
    private static readonly ConcurrentDictionary<string, MeasuredQueue> Named = [];
    private readonly ConcurrentQueue<Action> ready = [];

    public MeasuredQueue() => Named[Name] = this;

    /// <summary>By which a dispatcher, which is made from a configuration, finds it.</summary>
    public string Name { get; } = Guid.NewGuid().ToString("n");

    public TimeSpan Busy { get; private set; }

    public long AllocatedBytes { get; private set; }

    public static MeasuredQueue Find(string name) => Named[name];

    public void Add(Action work) => ready.Enqueue(work);

    /// <summary>All that is ready, and what follows from it on this side.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Run()
    {
        var (begun, allocated, any) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread(), false);
        while (ready.TryDequeue(out var work))
        {
            work();
            any = true;
        }

        Busy += Stopwatch.GetElapsedTime(begun);
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
        return any;
    }

    public void Reset() => (Busy, AllocatedBytes) = (TimeSpan.Zero, 0);

    public void Dispose() => Named.TryRemove(Name, out _);
}
