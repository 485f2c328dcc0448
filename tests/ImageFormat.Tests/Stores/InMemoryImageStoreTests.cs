using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Stores;

public sealed class InMemoryImageStoreTests : ImageStoreContract
{
    protected override IImageStore Store { get; } = new InMemoryImageStore();
}
