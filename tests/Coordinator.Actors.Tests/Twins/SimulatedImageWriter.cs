using System.Collections.Concurrent;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Actors.Tests.Twins;

internal sealed class SimulatedImageWriter(string name, int generation, string place, Action<IImageWriter, InventoryRecord> commit, Action end) : IImageWriter
{
    private readonly ConcurrentBag<PartRecord> parts = [];
    private int disposed;

    public string Name => name;

    public int Generation => generation;

    public string Place => place;

    public void Add(PartRecord part) => parts.Add(part);

    public string FileNameOf(int pid) => ImageName.OfPart(pid);

    public ProcessFileWriter CreatePart(int pid) => throw new NotSupportedException("simulated images have no files");

    /// <summary>No image without all its parts: what was completed here must be named, whatever other nodes add.</summary>
    public InventoryRecord Commit(InventoryRecord inventory)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        foreach (var part in parts)
        {
            if (!inventory.Parts.Any(named => named.Pid == part.Pid))
                throw new ImageStoreException($"the inventory does not name the part for pid {part.Pid}");
        }

        var complete = inventory with { Name = name, Generation = generation };
        commit(this, complete);
        return complete;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
            end();
    }
}
