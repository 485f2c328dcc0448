using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>A generation that is being written. Disposed before it was committed it leaves nothing behind.</summary>
public interface IImageWriter : IDisposable
{
    string Name { get; }

    int Generation { get; }

    /// <summary>Where it is, for people.</summary>
    string Place { get; }

    /// <summary>The file of a process, as the inventory names it.</summary>
    string FileNameOf(int pid);

    /// <summary>A new file for a process, which may only be there when something goes into it; the image disposes it. May be called from several threads.</summary>
    ProcessFileWriter CreatePart(int pid);

    /// <summary>
    /// Syncs every part that is not, where the image waits for the disk, and makes the image exist. Name and generation, whether it was waited for, and what of the parts only their
    /// files tell (file name, lengths, checksum), are filled in here. Of an image that several nodes write that holds for the writer's own share; what the others tell of theirs stands
    /// as it is.
    /// </summary>
    /// <returns>The inventory as it was written.</returns>
    InventoryRecord Commit(InventoryRecord inventory);
}
