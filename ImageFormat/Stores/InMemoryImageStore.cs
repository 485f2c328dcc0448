using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>The twin of <see cref="DirectoryImageStore"/> for tests: nothing remains behind the process. Its parts are files without a name.</summary>
public sealed class InMemoryImageStore : IImageStore
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, SortedDictionary<int, InMemoryImage>> images = new(StringComparer.Ordinal);
    private readonly HashSet<string> beingWritten = [];

    public string Place => "memory";

    public IImageWriter Begin(string name, int? generation = null, ImageShare? share = null, bool sync = true)
    {
        lock (gate)
        {
            var row = RowOf(name);
            var number = generation ?? row.Keys.DefaultIfEmpty().Max() + 1;
            if (row.ContainsKey(number))
                throw new ImageStoreException($"Generation {number} of '{name}' exists already in {Place}.");
            if (!beingWritten.Add(name))
                throw new ImageStoreException($"Another checkpoint of '{name}' is being written to {Place}; wait for it or abort it.");
            return new InMemoryImageWriter(name, number, share, sync, image => End(name, number, image));
        }
    }

    public IReadOnlyList<string> ListNames()
    {
        lock (gate)
            return [.. images.Where(pair => pair.Value.Count > 0).Select(pair => pair.Key)];
    }

    public IReadOnlyList<StoredImage> List(string name)
    {
        lock (gate)
            return [.. RowOf(name).Select(pair => new StoredImage(pair.Key, pair.Value.Place, pair.Value.Inventory, null))];
    }

    public IImageReader Open(string name, int? generation = null)
    {
        lock (gate)
            return Required(name, generation);
    }

    public void Remove(string name, int generation)
    {
        lock (gate)
        {
            Required(name, generation).Dispose();
            RowOf(name).Remove(generation);
        }
    }

    /// <summary>A writer of this store cannot die without it.</summary>
    public void RemoveLeftovers()
    {
    }

    private void End(string name, int generation, InMemoryImage? image)
    {
        lock (gate)
        {
            beingWritten.Remove(name);
            if (image is not null)
                RowOf(name).Add(generation, image);
        }
    }

    private SortedDictionary<int, InMemoryImage> RowOf(string name)
        => images.TryGetValue(ImageName.Required(name), out var row) ? row : images[name] = [];

    private InMemoryImage Required(string name, int? generation)
    {
        var row = RowOf(name);
        if (row.Count == 0)
            throw new ImageStoreException($"There is no image of '{name}' in {Place}.");
        var wanted = generation ?? row.Keys.Max();
        return row.TryGetValue(wanted, out var image)
            ? image
            : throw new ImageStoreException($"There is no generation {wanted} of '{name}' in {Place}; there is {string.Join(", ", row.Keys)}.");
    }
}
