using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Ports;

/// <summary>The stores that a node can reach, by the images directory that names each.</summary>
public interface IImageStores
{
    IImageStore At(string imagesDirectory);

    /// <summary>Opens the image in the directory of one generation, or the newest in that of a name.</summary>
    IImageReader OpenDirectory(string directory);

    /// <summary>Reads an image to its last byte.</summary>
    VerificationResult Verify(string directory);

    /// <inheritdoc cref="ImageSource.Open"/>
    IImageSource OpenSource(string imagesDirectory, string name, int? generation, IReadOnlyCollection<string> nodes);

    /// <inheritdoc cref="ImageIntake.Open"/>
    IImageIntake OpenIntake(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files);

    /// <inheritdoc cref="ImageSource.OfParts"/>
    IImageSource OpenParts(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files);

    /// <inheritdoc cref="ImageIntake.OpenAhead"/>
    IImageIntake OpenIntakeAhead(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files, bool isAnew);

    /// <summary>Has something done that waits for a disk, beside the actors.</summary>
    Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation = default) => Task.Run(work, cancellation);

    /// <inheritdoc cref="RunAsync{T}"/>
    Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });
}
