using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Ports;

/// <summary>Stores in directories of this machine.</summary>
public sealed class DirectoryImageStores : IImageStores
{
    public IImageStore At(string imagesDirectory) => new DirectoryImageStore(imagesDirectory);

    public IImageReader OpenDirectory(string directory) => DirectoryImageReader.Open(directory);

    public ICarriedImage Carry(string imagesDirectory, string name, int generation) => new CarriedImage(imagesDirectory, name, generation);

    public VerificationResult Verify(string directory) => ImageVerifier.Verify(directory);
}
