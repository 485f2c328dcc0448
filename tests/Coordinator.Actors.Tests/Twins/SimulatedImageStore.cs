using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Actors.Tests.Twins;

internal sealed class SimulatedImageStore(SimulatedImageStores stores, string directory) : IImageStore
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<(string Name, int Generation), InventoryRecord> images = [];
    private readonly HashSet<string> beingWritten = [];

    public string Place => directory;

    public int BeingWritten => beingWritten.Count;

    public IReadOnlyList<InventoryRecord> Committed
    {
        get
        {
            lock (gate)
                return [.. images.Values];
        }
    }

    public IImageWriter Begin(string name, int? generation = null, ImageShare? share = null, bool sync = true)
    {
        if (stores.BeginFails is { } failure)
            throw failure;
        lock (gate)
        {
            stores.Syncs.Enqueue(sync);
            if (!beingWritten.Add(name))
                throw new ImageStoreException($"another checkpoint of '{name}' is being written");
            return new SimulatedImageWriter(name, generation ?? 1, PlaceOf(name, generation ?? 1), (writer, inventory) => Commit(writer, inventory with { IsUnsynced = !sync }), () => End(name));
        }
    }

    public IReadOnlyList<string> ListNames() => [.. Committed.Select(image => image.Name).Distinct()];

    public IReadOnlyList<StoredImage> List(string name)
        => [.. Committed.Where(image => image.Name == name).Select(image => new StoredImage(image.Generation, PlaceOf(name, image.Generation), image, null))];

    public IImageReader Open(string name, int? generation = null)
    {
        var image = Committed.LastOrDefault(image => image.Name == name && (generation is null || image.Generation == generation))
            ?? throw new ImageStoreException($"There is no image of '{name}' in {Place}.");
        return new Reader(stores, PlaceOf(name, image.Generation), image);
    }

    public void Remove(string name, int generation)
    {
        lock (gate)
            images.Remove((name, generation));
    }

    public void RemoveLeftovers()
    {
    }

    /// <summary>Parts that have come from elsewhere, of an image that may be known already.</summary>
    public void Receive(InventoryRecord inventory)
    {
        lock (gate)
            images[(inventory.Name, inventory.Generation)] = inventory;
    }

    private string PlaceOf(string name, int generation) => Path.Combine(directory, name, ImageName.OfGeneration(generation));

    private void Commit(IImageWriter writer, InventoryRecord inventory)
    {
        if (stores.CommitFails is { } failure)
            throw failure;
        lock (gate)
            images.Add((inventory.Name, inventory.Generation), inventory);
        stores.Committing(writer, inventory);
    }

    private void End(string name)
    {
        lock (gate)
            beingWritten.Remove(name);
    }

    private sealed record Reader(SimulatedImageStores stores, string Place, InventoryRecord Inventory) : IImageReader
    {
        public bool HasPart(PartRecord part) => stores.HasPart(part);

        public ProcessFileReader OpenPart(PartRecord part) => throw new NotSupportedException("simulated images have no files");
    }
}
