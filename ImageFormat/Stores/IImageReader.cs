using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>A committed image whose inventory has been verified.</summary>
public interface IImageReader
{
    /// <summary>Where it is, for people.</summary>
    string Place { get; }

    InventoryRecord Inventory { get; }

    /// <summary>Whether the process file is there, as far as can be seen without opening it.</summary>
    bool HasPart(PartRecord part);

    /// <summary>Opens a process file and verifies that it is the one that the inventory means.</summary>
    ProcessFileReader OpenPart(PartRecord part);
}
