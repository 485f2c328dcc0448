using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>
/// One generation as plain files, to be carried from a store to another. The one that has it reads; the other announces it, writes what it is missing, and commits: before
/// that it is no image there, and disposed without it leaves nothing behind. One caller at a time.
/// </summary>
public interface ICarriedImage : IDisposable
{
    /// <summary>The inventory file, byte by byte.</summary>
    byte[] ReadInventory();

    /// <summary>Bytes of a part's file; fewer than wanted at its end.</summary>
    byte[] Read(string fileName, long offset, int lengthBytes);

    /// <summary>Verifies an inventory file of elsewhere. Nothing is written.</summary>
    InventoryRecord Announce(byte[] inventoryFile);

    /// <summary>Of what was announced the parts of some nodes that are not here in their length.</summary>
    IReadOnlyList<PartRecord> Missing(IReadOnlyCollection<string> nodes);

    void Write(PartRecord part, long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Verifies headers and records of what was written, has all of it on the disk, and makes the image exist.</summary>
    void Commit();
}
