using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using MessagePack;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>Takes a simulated image. Which parts a store has already is not simulated, but for those that came ahead; none.</summary>
internal sealed class SimulatedImageIntake : IImageIntake
{
    private readonly SimulatedImageStores stores;
    private readonly SimulatedImageStore store;
    private readonly IReadOnlyList<CopiedFile> files;
    private readonly bool isAhead;
    private readonly Dictionary<string, long> written;
    private readonly HashSet<string> withoutHeader;
    private readonly byte[] inventory;

    public SimulatedImageIntake(SimulatedImageStores stores, SimulatedImageStore store, IReadOnlyList<CopiedFile> files, bool isAhead)
    {
        (this.stores, this.store, this.files, this.isAhead, inventory) = (stores, store, files, isAhead, isAhead ? [] : new byte[files[0].LengthBytes]);
        HeldBytes = [.. files.Select(file => isAhead ? 0 : stores.Ahead.GetValueOrDefault(file.Name))];
        written = files.Zip(HeldBytes).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        withoutHeader = [.. written.Where(file => file.Value > 0).Select(file => file.Key)];
    }

    public IReadOnlyList<long> HeldBytes { get; }

    public string Place => store.Place;

    public void Write(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        if (stores.TakingFails is { } failure)
        {
            stores.Refused++;
            throw failure;
        }

        if (offset == 0 && withoutHeader.Remove(name))
            return;
        Assert.Equal(written[name], offset);
        written[name] += bytes.Length;
        if (isAhead)
            stores.Ahead[name] = written[name];
        else if (name == InventoryFile.Name)
            bytes.CopyTo(inventory.AsSpan((int)offset));
    }

    public bool Complete()
    {
        if (stores.MustWait-- > 0)
            return false;
        Assert.Empty(withoutHeader);
        Assert.All(files, file => Assert.Equal(file.LengthBytes, written[file.Name]));
        var image = MessagePackSerializer.Deserialize<InventoryRecord>(inventory);
        store.Receive(image);
        foreach (var file in files)
            stores.Received[(image.Generation, file.Name)] = true;
        Abandon();
        return true;
    }

    public void Abandon()
    {
        foreach (var file in files)
            stores.Ahead.TryRemove(file.Name, out _);
    }

    public void Dispose()
    {
    }
}
