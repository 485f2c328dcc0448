using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using MessagePack;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>Takes a simulated image. Which parts a store has already is not simulated: none.</summary>
internal sealed class SimulatedImageIntake(SimulatedImageStores stores, SimulatedImageStore store, IReadOnlyList<CopiedFile> files) : IImageIntake
{
    private readonly Dictionary<string, long> written = files.ToDictionary(file => file.Name, _ => 0L);
    private readonly byte[] inventory = new byte[files[0].LengthBytes];

    public IReadOnlyList<long> HeldBytes { get; } = [.. files.Select(_ => 0L)];

    public string Place => store.Place;

    public void Write(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        if (stores.TakingFails is { } failure)
            throw failure;
        Assert.Equal(written[name], offset);
        written[name] += bytes.Length;
        if (name == InventoryFile.Name)
            bytes.CopyTo(inventory.AsSpan((int)offset));
    }

    public bool Complete()
    {
        if (stores.MustWait-- > 0)
            return false;
        Assert.All(files, file => Assert.Equal(file.LengthBytes, written[file.Name]));
        store.Receive(MessagePackSerializer.Deserialize<InventoryRecord>(inventory));
        return true;
    }

    public void Dispose()
    {
    }
}
