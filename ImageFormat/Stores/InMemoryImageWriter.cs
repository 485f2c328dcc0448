using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

internal sealed class InMemoryImageWriter(string name, int generation, ImageShare? share, bool sync, Action<InMemoryImage?> end) : IImageWriter
{
    private readonly PartWriters parts = new(share);
    private InMemoryImage? committed;
    private bool disposed;

    public string Name => name;

    public int Generation => generation;

    public string Place => $"memory:{name}/{ImageName.OfGeneration(generation)}";

    public string FileNameOf(int pid) => parts.FileNameOf(pid);

    public ProcessFileWriter CreatePart(int pid)
    {
        var path = Path.Combine(Path.GetTempPath(), $"entracte-{Guid.NewGuid():n}");
        var writer = ProcessFileWriter.Create(path);
        File.Delete(path);
        return parts.Add(pid, writer);
    }

    public InventoryRecord Commit(InventoryRecord inventory)
    {
        var complete = parts.Seal(inventory with { Name = name, Generation = generation, IsUnsynced = !sync });
        committed = new InMemoryImage(Place, complete, parts);
        return complete;
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        if (committed is null)
            parts.Dispose();
        end(committed);
    }
}
