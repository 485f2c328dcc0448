using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>Stores whose disks are waited for by nobody.</summary>
internal sealed class QuickStores : IImageStores
{
    private readonly SimulatedImageStores stores = new();

    public IEnumerable<int> Generations => stores.Committed.Select(image => image.Generation);

    public IImageStore At(string imagesDirectory) => stores.At(imagesDirectory);

    public IImageReader OpenDirectory(string directory) => stores.OpenDirectory(directory);

    public IImageSource OpenSource(string imagesDirectory, string name, int? generation, IReadOnlyCollection<string> nodes) => throw new NotSupportedException("nothing is copied here");

    public IImageIntake OpenIntake(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files) => throw new NotSupportedException("nothing is copied here");

    public IImageSource OpenParts(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files) => throw new NotSupportedException("nothing is copied here");

    public IImageIntake OpenIntakeAhead(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files, bool isAnew)
        => throw new NotSupportedException("nothing is copied here");

    public VerificationResult Verify(string directory) => stores.Verify(directory);

    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation = default) => Task.FromResult(work());
}
