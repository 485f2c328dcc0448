using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Stores;

/// <summary>A generation in a directory, on its way. Files that are coming have temporary names, so that a committed image to which parts are added stays what it is.</summary>
/// <param name="root">Of the store.</param>
public sealed class CarriedImage(string root, string name, int generation) : ICarriedImage
{
    private readonly string directory = Path.Combine(Path.GetFullPath(root), ImageName.Required(name));
    private readonly Dictionary<string, SafeFileHandle> coming = [];
    private FileStream? held;
    private byte[] inventoryFile = [];
    private InventoryRecord inventory = new();
    private bool isMade;
    private bool isCommitted;

    private string Place => Path.Combine(directory, ImageName.OfGeneration(generation));

    public byte[] ReadInventory() => GenerationDirectory.IsCommitted(Place)
        ? File.ReadAllBytes(Path.Combine(Place, InventoryFile.Name))
        : throw new ImageStoreException($"There is no image in {Place} that could be carried.");

    public byte[] Read(string fileName, long offset, int lengthBytes)
    {
        using var file = File.OpenHandle(Path.Combine(Place, ImageName.Required(fileName)));
        var bytes = new byte[lengthBytes];
        var length = 0;
        while (length < lengthBytes && RandomAccess.Read(file, bytes.AsSpan(length), offset + length) is > 0 and var read)
            length += read;
        return length == lengthBytes ? bytes : bytes[..length];
    }

    public InventoryRecord Announce(byte[] inventoryFile)
    {
        this.inventoryFile = inventoryFile;
        var copy = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(copy, inventoryFile);
            inventory = InventoryFile.Read(copy);
        }
        finally
        {
            File.Delete(copy);
        }

        if (inventory.Name != name || inventory.Generation != generation)
            throw new ImageStoreException($"Generation {inventory.Generation} of '{inventory.Name}' came, and not {generation} of '{name}'.");
        if (GenerationDirectory.IsCommitted(Place) && !IsSame(InventoryFile.Read(Path.Combine(Place, InventoryFile.Name))))
            throw new ImageStoreException($"{Place} is another image than the one that is to come there; move it away.");
        return inventory;
    }

    public IReadOnlyList<PartRecord> Missing(IReadOnlyCollection<string> nodes)
    {
        var isHere = GenerationDirectory.IsCommitted(Place);
        return [.. inventory.Parts.Where(part => nodes.Contains(part.Node) && !(isHere && IsHere(part)))];
    }

    public void Write(PartRecord part, long offset, ReadOnlySpan<byte> bytes)
    {
        MakePlace();
        if (!coming.TryGetValue(part.FileName, out var file))
        {
            // Whoever died here before us has left it.
            File.Delete(TemporaryOf(part.FileName));
            file = coming[part.FileName] = NewFile.Create(TemporaryOf(part.FileName));
        }

        RandomAccess.Write(file, bytes, offset);
    }

    public void Commit()
    {
        foreach (var part in inventory.Parts.Where(part => coming.ContainsKey(part.FileName)))
        {
            RandomAccess.FlushToDisk(coming[part.FileName]);
            coming[part.FileName].Dispose();
            PartCheck.Required(ProcessFileReader.Open(TemporaryOf(part.FileName)), part).Dispose();
            File.Move(TemporaryOf(part.FileName), Path.Combine(Place, part.FileName), overwrite: true);
        }

        coming.Clear();
        if (GenerationDirectory.IsCommitted(Place))
        {
            SyncedDirectory.Sync(Place);
            return;
        }

        // All processes of a part may have been elsewhere: an image without parts here is one nevertheless.
        MakePlace();
        var temporary = Path.Combine(Place, InventoryFile.TemporaryName);
        using (var file = NewFile.Create(temporary))
        {
            RandomAccess.Write(file, inventoryFile, 0);
            RandomAccess.FlushToDisk(file);
        }

        SyncedDirectory.Sync(Place);
        File.Move(temporary, Path.Combine(Place, InventoryFile.Name));
        SyncedDirectory.Sync(Place);
        isCommitted = true;
    }

    public void Dispose()
    {
        foreach (var (fileName, file) in coming)
        {
            file.Dispose();
            File.Delete(TemporaryOf(fileName));
        }

        coming.Clear();
        if (isMade && !isCommitted && Directory.Exists(Place))
            GenerationDirectory.Remove(Place);
        isMade = false;
        held?.Dispose();
    }

    /// <summary>Every node of an image of several writes an inventory of its own; that of the same image names the same bytes.</summary>
    private bool IsSame(InventoryRecord other) => other.ComputationId == inventory.ComputationId
        && other.Parts.Select(part => (part.Node, part.Pid, part.LengthBytes, part.Checksum)).SequenceEqual(inventory.Parts.Select(part => (part.Node, part.Pid, part.LengthBytes, part.Checksum)));

    private bool IsHere(PartRecord part) => new FileInfo(Path.Combine(Place, part.FileName)) is { Exists: true } file && file.Length == part.LengthBytes;

    private string TemporaryOf(string fileName) => Path.Combine(Place, $"{InventoryFile.TemporaryName}@{fileName}");

    private void MakePlace()
    {
        if (held is not null)
            return;
        SyncedDirectory.Create(directory);
        SyncedDirectory.RequireOwn(directory);
        held = WriterLock.Take(directory) ?? throw new ImageStoreException($"Somebody writes an image of '{name}' to {directory}; wait for it.");
        if (GenerationDirectory.IsCommitted(Place))
            return;
        if (Directory.Exists(Place))
            GenerationDirectory.Remove(Place);
        SyncedDirectory.Create(Place);
        SyncedDirectory.Sync(directory);
        isMade = true;
    }
}
