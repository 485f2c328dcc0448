using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Stores;

/// <summary>Every call is the next one's of these.</summary>
internal sealed class StoresInTurn(params IImageStore[] stores) : IImageStore
{
    private int calls;

    public string Place => stores[0].Place;

    private IImageStore Next => stores[calls++ % stores.Length];

    public IImageWriter Begin(string name, int? generation = null, ImageShare? share = null, bool sync = true) => Next.Begin(name, generation, share, sync);

    public IReadOnlyList<string> ListNames() => Next.ListNames();

    public IReadOnlyList<StoredImage> List(string name) => Next.List(name);

    public IImageReader Open(string name, int? generation = null) => Next.Open(name, generation);

    public void Remove(string name, int generation) => Next.Remove(name, generation);

    public void RemoveLeftovers() => Next.RemoveLeftovers();
}
