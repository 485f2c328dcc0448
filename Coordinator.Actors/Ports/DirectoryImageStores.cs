using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Ports;

/// <summary>Stores in directories of this machine.</summary>
public sealed class DirectoryImageStores : IImageStores
{
    public IImageStore At(string imagesDirectory) => new DirectoryImageStore(imagesDirectory);

    public IImageReader OpenDirectory(string directory) => DirectoryImageReader.Open(directory);

    public IImageSource OpenSource(string imagesDirectory, string name, int? generation, IReadOnlyCollection<string> nodes)
        => ImageSource.Open(imagesDirectory, name, generation, nodes);

    public IImageIntake OpenIntake(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files)
        => ImageIntake.Open(imagesDirectory, name, generation, files);

    public IImageSource OpenParts(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files)
        => ImageSource.OfParts(imagesDirectory, name, generation, files);

    public IImageIntake OpenIntakeAhead(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files, bool isAnew)
        => ImageIntake.OpenAhead(imagesDirectory, name, generation, files, isAnew);

    public VerificationResult Verify(string directory) => ImageVerifier.Verify(directory);
}
