using System.Collections.Concurrent;
using Entracte.Coordinator.Actors.Tests.Simulation;
using Entracte.Coordinator.Ports;
using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>Stores whose images consist of their inventories; there is nothing to write in simulated processes.</summary>
internal sealed class SimulatedImageStores : IImageStores
{
    private readonly ConcurrentDictionary<string, SimulatedImageStore> stores = [];

    /// <summary>Thrown by the next commit.</summary>
    public Exception? CommitFails { get; set; }

    /// <summary>Thrown when a generation is begun.</summary>
    public Exception? BeginFails { get; set; }

    /// <summary>For each generation that was begun, whether it waits for the disk.</summary>
    public ConcurrentQueue<bool> Syncs { get; } = [];

    /// <summary>Which parts of its images lie there; all by default.</summary>
    public Func<PartRecord, bool> HasPart { get; set; } = _ => true;

    /// <summary>What is copied are real files of this machine.</summary>
    public bool CopiesFiles { get; set; }

    /// <summary>Where what waits for a disk is run; beside everything else by default.</summary>
    public RunQueue? Disk { get; init; }

    /// <summary>Sees each image in the moment in which it begins to exist.</summary>
    public Action<IImageWriter, InventoryRecord> Committing { get; init; } = (_, _) => { };

    public IEnumerable<InventoryRecord> Committed => stores.Values.SelectMany(store => store.Committed);

    /// <summary>Generations that somebody is writing; none when nothing is under way.</summary>
    public int BeingWritten => stores.Values.Sum(store => store.BeingWritten);

    public IImageStore At(string imagesDirectory) => stores.GetOrAdd(Path.GetFullPath(imagesDirectory), directory => new SimulatedImageStore(this, directory));

    public IImageReader OpenDirectory(string directory)
    {
        var full = Path.GetFullPath(directory);
        return ImageName.GenerationOf(Path.GetFileName(full)) is { } generation
            ? At(Path.GetDirectoryName(Path.GetDirectoryName(full)!)!).Open(Path.GetFileName(Path.GetDirectoryName(full)!), generation)
            : At(Path.GetDirectoryName(full)!).Open(Path.GetFileName(full));
    }

    /// <summary>Thrown when something of an image that comes from elsewhere is written.</summary>
    public Exception? TakingFails { get; set; }

    /// <summary>How often it was.</summary>
    public int Refused { get; set; }

    /// <summary>How often what has come finds that a checkpoint of that name is being written.</summary>
    public int MustWait { get; set; }

    public IImageSource OpenSource(string imagesDirectory, string name, int? generation, IReadOnlyCollection<string> nodes)
        => CopiesFiles ? ImageSource.Open(imagesDirectory, name, generation, nodes) : new SimulatedImageSource(At(imagesDirectory).Open(name, generation).Inventory, nodes);

    public IImageIntake OpenIntake(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files)
        => CopiesFiles ? ImageIntake.Open(imagesDirectory, name, generation, files) : new SimulatedImageIntake(this, (SimulatedImageStore)At(imagesDirectory), files, isAhead: false);

    /// <summary>Whole parts that have come from elsewhere.</summary>
    public ConcurrentDictionary<(int Generation, string FileName), bool> Received { get; } = [];

    /// <summary>What has come ahead of images that are not committed where they come from, in bytes of each file.</summary>
    public ConcurrentDictionary<string, long> Ahead { get; } = [];

    public IImageSource OpenParts(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files)
        => CopiesFiles ? ImageSource.OfParts(imagesDirectory, name, generation, files) : new SimulatedImageSource(name, generation, files);

    public IImageIntake OpenIntakeAhead(string imagesDirectory, string name, int generation, IReadOnlyList<CopiedFile> files, bool isAnew)
        => CopiesFiles ? ImageIntake.OpenAhead(imagesDirectory, name, generation, files, isAnew) : new SimulatedImageIntake(this, (SimulatedImageStore)At(imagesDirectory), files, isAhead: true);

    public VerificationResult Verify(string directory) => new(OpenDirectory(directory).Place, 1, 0, []);

    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation = default)
    {
        if (Disk is null)
            return Task.Run(work, cancellation);
        var result = new TaskCompletionSource<T>();
        Disk.Add(() =>
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                result.SetResult(work());
            }
            catch (OperationCanceledException)
            {
                result.SetCanceled(cancellation);
            }
            catch (Exception thrown)
            {
                result.SetException(thrown);
            }
        });
        return result.Task;
    }
}
