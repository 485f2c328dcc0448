using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>A committed image whose inventory has been verified.</summary>
public interface IImageReader
{
    /// <summary>Where it is, for people.</summary>
    string Place { get; }

    InventoryRecord Inventory { get; }

    /// <summary>Opens a process file and verifies that it is the one that the inventory means.</summary>
    ProcessFileReader OpenPart(PartRecord part);
}
