using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

internal sealed class DirectoryImageWriter(string name, int generation, string path, FileStream held, ImageKey? key, ImageShare? share, bool sync) : IImageWriter
{
    private readonly PartWriters parts = new(share);
    private bool committed;

    public string Name => name;

    public int Generation => generation;

    public string Place => path;

    public string FileNameOf(int pid) => parts.FileNameOf(pid);

    public ProcessFileWriter CreatePart(int pid) => parts.Add(pid, ProcessFileWriter.Prepare(Path.Combine(path, FileNameOf(pid)), key, sync));

    public InventoryRecord Commit(InventoryRecord inventory)
    {
        var complete = parts.Seal(inventory with { Name = name, Generation = generation, IsUnsynced = !sync });
        foreach (var part in complete.Parts.Where(parts.IsOwn))
            RequireInPlace(part);
        GenerationDirectory.Commit(path, complete, key, share, sync);
        committed = true;
        return complete;
    }

    public void Dispose()
    {
        parts.Dispose();
        if (!committed && Directory.Exists(path) && !GenerationDirectory.IsCommitted(path))
            GenerationDirectory.Remove(path);
        held.Dispose();
    }

    /// <summary>Our descriptors would write happily into files that somebody has removed meanwhile.</summary>
    private void RequireInPlace(PartRecord part)
    {
        var file = new FileInfo(Path.Combine(path, part.FileName));
        if (!file.Exists || file.Length != part.LengthBytes)
            throw new ImageStoreException($"{file.FullName} was removed or replaced while the image was being written; the image is not committed.");
    }
}
