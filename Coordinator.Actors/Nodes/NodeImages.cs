using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Restarts;
using Entracte.ImageFormat.Stores;

namespace Entracte.Coordinator.Nodes;

/// <summary>What a node is asked about its images. All of it waits for disks and runs beside the actors.</summary>
internal sealed class NodeImages(IImageStores stores)
{
    public Task<GenerationTold> NextGenerationAsync(NextGeneration asked, string node) => stores.RunAsync(() =>
    {
        try
        {
            var store = stores.At(asked.ImagesDirectory);
            var images = store.List(asked.Name);
            return new GenerationTold
            {
                Key = asked.Key, Node = node, Next = images.Select(image => image.Generation).DefaultIfEmpty().Max() + 1,
                Held = asked.AsksForParts ? [.. images.Where(IsOfOthers).Select(image => HeldOf(store.Open(asked.Name, image.Generation)))] : [],
            };

            bool IsOfOthers(StoredImage image) => image.Inventory is { } inventory && inventory.ComputationId == asked.Key.ComputationId && inventory.Parts.Any(part => part.Node != node);
        }
        catch (Exception thrown) when (IsOfStore(thrown))
        {
            return new GenerationTold { Key = asked.Key, Node = node, Failure = ThrownFailure.From(thrown, $"images of {asked.Name} on {node}") };
        }
    });

    /// <summary>Removes what need not stay; called where a disk may be waited for.</summary>
    public ImagesKept Retire(RetireImages order, string node)
    {
        var store = stores.At(order.ImagesDirectory);
        var oldest = 0;
        if (order.Keep > 0)
        {
            store.KeepNewest(order.Name, order.Keep, order.Newest, order.Half);
            oldest = store.OldestKept(order.Name, order.Keep, order.Newest, order.Half) ?? 0;
        }
        else
        {
            store.RemoveBefore(order.Name, order.ComputationId, order.Oldest);
        }

        return new ImagesKept
        {
            ComputationId = order.ComputationId,
            Name = order.Name,
            ImagesDirectory = order.ImagesDirectory,
            Node = node,
            HasAny = store.List(order.Name).Any(image => image.Inventory?.ComputationId == order.ComputationId),
            Oldest = oldest,
        };
    }

    /// <param name="name">Of the computation, as its images are filed.</param>
    public Task<ImageList> ListAsync(string name, string imagesDirectory) => stores.RunAsync(() =>
    {
        var store = stores.At(imagesDirectory);
        return new ImageList
        {
            Name = name,
            Directory = Path.Combine(store.Place, name),
            Images = [.. store.List(name).Select(SummaryOf)],
        };
    });

    /// <param name="name">A name, or a directory where it has a slash in it.</param>
    public Task<ImageFound> FindAsync(FindImage asked, string name, string imagesDirectory) => stores.RunAsync(() =>
    {
        try
        {
            return Find(asked, name, imagesDirectory);
        }
        catch (Exception thrown) when (IsOfStore(thrown))
        {
            var told = ThrownFailure.From(thrown, $"image of {asked.Target}");
            return new ImageFound { RequestId = asked.RequestId, Failure = thrown is ImageStoreException ? told with { Kind = FailureKind.NotFound, Reason = thrown.Message } : told };
        }
    });

    /// <summary>Reads an image to its last byte, and goes on behind each damage.</summary>
    public Task<VerifyReport> VerifyAsync(string directory) => stores.RunAsync(() =>
    {
        var verified = stores.Verify(directory);
        return new VerifyReport
        {
            Directory = verified.Directory,
            Damages = [.. verified.Damages],
            FileCount = verified.FileCount,
            SizeBytes = verified.SizeBytes,
        };
    });

    private ImageFound Find(FindImage asked, string name, string imagesDirectory)
    {
        var image = !name.Contains('/') ? stores.At(imagesDirectory).Open(name, asked.Generation > 0 ? asked.Generation : null)
            : asked.Generation > 0 ? OfGeneration(Path.GetFullPath(name), asked.Generation)
            : stores.OpenDirectory(name);
        var directory = Path.GetFullPath(image.Place);
        return new ImageFound
        {
            RequestId = asked.RequestId,
            ComputationId = image.Inventory.ComputationId,
            Name = image.Inventory.Name,
            Generation = image.Inventory.Generation,
            Directory = directory,
            ImagesDirectory = Path.GetDirectoryName(Path.GetDirectoryName(directory)) ?? imagesDirectory,
            IntervalSeconds = image.Inventory.IntervalMilliseconds / 1000.0,
            Keep = image.Inventory.Keep,
            Standing = new StandingOrders
            {
                AutomaticInterval = image.Inventory.HasAutomaticInterval, LeaveSignal = image.Inventory.LeaveSignal, LeaveStatus = image.Inventory.LeaveStatus,
                Copies = image.Inventory.Copies, Partners = image.Inventory.Partners,
            },
            Nodes = [.. image.Inventory.Parts.Select(part => part.Node).Distinct()],
            NodesHere = [.. image.Inventory.Parts.GroupBy(part => part.Node).Where(parts => parts.All(image.HasPart)).Select(parts => parts.Key)],
        };
    }

    private static GenerationHeld HeldOf(IImageReader image) => new()
    {
        Generation = image.Inventory.Generation,
        Missing = [.. image.Inventory.Parts.GroupBy(part => part.Node).Where(parts => !parts.All(image.HasPart)).Select(parts => parts.Key)],
    };

    private IImageReader OfGeneration(string directory, int generation)
        => stores.At(Path.GetDirectoryName(directory) ?? "/").Open(Path.GetFileName(directory), generation);

    private static ImageSummary SummaryOf(StoredImage image) => new()
    {
        Generation = image.Generation,
        Directory = image.Place,
        Committed = image.Inventory is not null,
        CreatedUnixMilliseconds = image.Inventory?.CreatedUnixMilliseconds ?? 0,
        SizeBytes = image.LengthBytes,
        ProcessCount = image.Inventory?.Parts.Length ?? 0,
        Command = image.Inventory?.Parts.FirstOrDefault()?.Command ?? "",
        Fault = image.Fault ?? "",
    };

    private static bool IsOfStore(Exception thrown)
        => thrown is ImageStoreException or ImageFormat.ImageFormatException or IOException or UnauthorizedAccessException;
}
