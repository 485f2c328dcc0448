using System.Collections.Concurrent;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>The process files of an image that is being written; the same for every store.</summary>
internal sealed class PartWriters(ImageShare? share = null) : IDisposable
{
    private readonly ConcurrentDictionary<int, ProcessFileWriter> byPid = new();

    public ProcessFileWriter Add(int pid, ProcessFileWriter writer)
        => byPid.TryAdd(pid, writer) ? writer : throw new ImageStoreException($"The image has a part for pid {pid} already.");

    public string FileNameOf(int pid)
        => ImageName.OfPart(pid, share?.Node) is var name && ImageName.IsValid(name) ? name : throw new ImageStoreException(
            $"'{share!.Node}' cannot be a part of a file's name; give the node another one (entracte node --name), of letters, digits and . _ -");

    /// <summary>Whether it belongs to what is written here.</summary>
    public bool IsOwn(PartRecord part) => share is null || part.Node == share.Node;

    public ProcessFileWriter? Find(int pid) => byPid.GetValueOrDefault(pid);

    /// <summary>Syncs all of them, and tells in the inventory what only they know.</summary>
    /// <exception cref="ImageStoreException">A part was not completed, or the inventory does not name it.</exception>
    public InventoryRecord Seal(InventoryRecord inventory)
    {
        foreach (var (pid, writer) in byPid)
        {
            if (writer.Written is null)
                throw new ImageStoreException($"The part for pid {pid} was never completed; the image is not committed.");
            if (!inventory.Parts.Any(part => part.Pid == pid && IsOwn(part)))
                throw new ImageStoreException($"The inventory does not name the part for pid {pid}; the image is not committed.");
        }
        Parallel.ForEach(byPid.Values, writer => writer.Sync());
        return inventory with { Parts = [.. inventory.Parts.Select(part => IsOwn(part) ? Sealed(part) : part)] };
    }

    public void Dispose()
    {
        foreach (var writer in byPid.Values)
            writer.Dispose();
    }

    private PartRecord Sealed(PartRecord part)
        => Find(part.Pid)?.Written is { } written
            ? part with { FileName = FileNameOf(part.Pid), LengthBytes = written.LengthBytes, Checksum = written.Checksum, MemoryBytes = written.MemoryBytes }
            : throw new ImageStoreException($"The inventory names a part for pid {part.Pid} that was never written; the image is not committed.");
}
