using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using MessagePack;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>The files of simulated images: a part is so many zeros as its inventory says. Which parts a store has is not simulated: all are missing.</summary>
internal sealed class SimulatedCarriedImage(SimulatedImageStores stores, SimulatedImageStore store, string name, int generation) : ICarriedImage
{
    private readonly Dictionary<string, long> written = [];
    private InventoryRecord inventory = new();

    public byte[] ReadInventory() => MessagePackSerializer.Serialize(store.Open(name, generation).Inventory);

    public byte[] Read(string fileName, long offset, int lengthBytes)
    {
        var part = store.Open(name, generation).Inventory.Parts.First(part => part.FileName == fileName);
        return new byte[Math.Min(lengthBytes, part.LengthBytes - offset)];
    }

    public InventoryRecord Announce(byte[] inventoryFile) => inventory = MessagePackSerializer.Deserialize<InventoryRecord>(inventoryFile);

    public IReadOnlyList<PartRecord> Missing(IReadOnlyCollection<string> nodes) => [.. inventory.Parts.Where(part => nodes.Contains(part.Node))];

    public void Write(PartRecord part, long offset, ReadOnlySpan<byte> bytes)
    {
        if (stores.CarryingFails is { } failure)
            throw failure;
        written[part.FileName] = written.GetValueOrDefault(part.FileName) + bytes.Length;
    }

    public void Commit()
    {
        Assert.All(written, file => Assert.Equal(inventory.Parts.First(part => part.FileName == file.Key).LengthBytes, file.Value));
        store.Receive(inventory);
    }

    public void Dispose()
    {
    }
}
