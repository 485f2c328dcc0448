using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using MessagePack;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>The files of a simulated image: a part is so many zeros as its inventory says.</summary>
internal sealed class SimulatedImageSource : IImageSource
{
    private readonly byte[] inventory;

    public SimulatedImageSource(InventoryRecord image, IReadOnlyCollection<string> nodes)
    {
        (Name, Generation, inventory) = (image.Name, image.Generation, MessagePackSerializer.Serialize(image));
        Files =
        [
            new CopiedFile(InventoryFile.Name, inventory.Length),
            .. image.Parts.Where(part => nodes.Count == 0 || nodes.Contains(part.Node)).Select(part => new CopiedFile(part.FileName, part.LengthBytes)),
        ];
    }

    /// <summary>Parts of one that is not committed.</summary>
    public SimulatedImageSource(string name, int generation, IReadOnlyList<CopiedFile> files) => (Name, Generation, Files, inventory) = (name, generation, files, []);

    public string Name { get; }

    public int Generation { get; }

    public IReadOnlyList<CopiedFile> Files { get; }

    public byte[] Read(string name, long offset, int lengthBytes)
        => name == InventoryFile.Name ? inventory[(int)offset..((int)offset + lengthBytes)] : new byte[lengthBytes];

    public void Dispose()
    {
    }
}
