using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Stores;

namespace Entracte.DoomedAgent;

internal sealed class DoomedStores(IImageStores stores) : IImageStores
{
    public IImageStore At(string imagesDirectory) => new DoomedStore(stores.At(imagesDirectory));

    public IImageReader OpenDirectory(string directory) => stores.OpenDirectory(directory);

    public VerificationResult Verify(string directory) => stores.Verify(directory);

    public IImageSource OpenSource(string imagesDirectory, string name, int? generation, IReadOnlyCollection<string> nodes)
        => stores.OpenSource(imagesDirectory, name, generation, nodes);

    public IImageIntake OpenIntake(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files)
        => stores.OpenIntake(imagesDirectory, name, generation, files);

    public IImageSource OpenParts(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files)
        => stores.OpenParts(imagesDirectory, name, generation, files);

    public IImageIntake OpenIntakeAhead(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files, bool isAnew)
        => stores.OpenIntakeAhead(imagesDirectory, name, generation, files, isAnew);
}
