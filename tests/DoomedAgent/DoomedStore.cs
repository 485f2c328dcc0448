using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.DoomedAgent;

internal sealed class DoomedStore(IImageStore store) : IImageStore
{
    public string Place => store.Place;

    public IImageWriter Begin(string name, int? generation = null, ImageShare? share = null, bool sync = true)
        => new Writer(Doom.Around("Begin", () => store.Begin(name, generation, share, sync)));

    public IReadOnlyList<string> ListNames() => store.ListNames();

    public IReadOnlyList<StoredImage> List(string name) => store.List(name);

    public IImageReader Open(string name, int? generation = null) => store.Open(name, generation);

    public void Remove(string name, int generation) => Doom.Around("Remove", () => store.Remove(name, generation));

    public void RemoveLeftovers() => Doom.Around("RemoveLeftovers", store.RemoveLeftovers);

    private sealed class Writer(IImageWriter image) : IImageWriter
    {
        public string Name => image.Name;

        public int Generation => image.Generation;

        public string Place => image.Place;

        public string FileNameOf(int pid) => image.FileNameOf(pid);

        public ProcessFileWriter CreatePart(int pid) => Doom.Around("CreatePart", () => image.CreatePart(pid));

        public InventoryRecord Commit(InventoryRecord inventory) => Doom.Around("Commit", () => image.Commit(inventory));

        public void Dispose() => Doom.Around("DisposeImage", image.Dispose);
    }
}
