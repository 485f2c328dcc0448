using Entracte.ImageFormat.Encryption;

namespace Entracte.ImageFormat.Stores;

/// <summary>Images in a directory: ROOT/NAME/g000012/{p4711.img, …, inventory.img}. Copying such a directory migrates the computation.</summary>
/// <param name="root">It is created when it is first needed.</param>
/// <param name="key">Encrypts what is written, and must fit what is read; null for images that are not encrypted.</param>
public sealed class DirectoryImageStore(string root, ImageKey? key = null) : IImageStore
{
    public string Place { get; } = Path.GetFullPath(root);

    public IImageWriter Begin(string name, int? generation = null, ImageShare? share = null, bool sync = true)
    {
        var directory = DirectoryOf(name);
        try
        {
            return share is null ? BeginIn(directory, name, generation, sync) : BeginShareIn(directory, name, generation, share, sync);
        }
        catch (IOException) when (FileOnTheWayTo(directory) is not null and var file)
        {
            throw new ImageStoreException($"{directory} cannot be made: {file} is no directory. Choose another directory for images, or move that file away.");
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new ImageStoreException($"{directory} cannot be written ({failure.Message}). Choose another directory for images, or let its owner change its permissions.");
        }
    }

    public IReadOnlyList<string> ListNames()
        => Directory.Exists(Place)
            ? [.. Directory.EnumerateDirectories(Place).Where(path => Committed(path).Length > 0).Select(path => Path.GetFileName(path)).Where(ImageName.IsValid).Order(StringComparer.Ordinal)]
            : [];

    public IReadOnlyList<StoredImage> List(string name)
    {
        var directory = DirectoryOf(name);
        return [.. Committed(directory).Select(generation => GenerationDirectory.Describe(Path.Combine(directory, ImageName.OfGeneration(generation)), generation, key))];
    }

    public IImageReader Open(string name, int? generation = null) => DirectoryImageReader.Open(PathOf(name, generation), key: key);

    public void Remove(string name, int generation) => GenerationDirectory.Remove(PathOf(name, generation));

    public void RemoveLeftovers()
    {
        if (!Directory.Exists(Place))
            return;
        foreach (var directory in Directory.EnumerateDirectories(Place).Where(path => Generations(path).Any()))
        {
            using var held = WriterLock.TryTake(directory);
            if (held is not null)
                RemoveUncommitted(directory);
        }
    }

    private DirectoryImageWriter BeginIn(string directory, string name, int? generation, bool sync)
    {
        SyncedDirectory.Create(directory);
        SyncedDirectory.RequireOwn(directory);
        var held = WriterLock.Take(directory) ?? throw BeingWritten(name, directory);
        try
        {
            RemoveUncommitted(directory);
            var number = generation ?? Generations(directory).DefaultIfEmpty().Max() + 1;
            return new DirectoryImageWriter(name, number, Create(directory, name, number, sync), held, key, null, sync);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private DirectoryImageWriter BeginShareIn(string directory, string name, int? generation, ImageShare share, bool sync)
    {
        SyncedDirectory.Create(directory);
        SyncedDirectory.RequireOwn(directory);
        var number = generation ?? throw new ArgumentNullException(nameof(generation), "those who share an image have agreed on its number");
        var path = Path.Combine(directory, ImageName.OfGeneration(number));
        var held = SharedGeneration.Enter(directory, path, share, () =>
        {
            RemoveUncommitted(directory);
            Create(directory, name, number, sync);
        });
        return held is null ? throw BeingWritten(name, directory) : new DirectoryImageWriter(name, number, path, held, key, share, sync);
    }

    private string Create(string directory, string name, int number, bool sync)
    {
        var path = Path.Combine(directory, ImageName.OfGeneration(number));
        if (Directory.Exists(path))
            throw new ImageStoreException($"Generation {number} of '{name}' exists already in {directory}.");
        SyncedDirectory.Create(path);
        if (sync)
        {
            SyncedDirectory.Sync(directory);
            SyncedDirectory.Sync(Place);
        }

        return path;
    }

    private static ImageStoreException BeingWritten(string name, string directory)
        => new($"Another checkpoint of '{name}' is being written to {directory}; wait for it or abort it.");

    private string DirectoryOf(string name) => Path.Combine(Place, ImageName.Required(name));

    private string PathOf(string name, int? generation)
    {
        var directory = DirectoryOf(name);
        var committed = Committed(directory);
        if (committed.Length == 0)
            throw new ImageStoreException($"There is no image of '{name}' in {Place}.");
        var wanted = generation ?? committed[^1];
        return committed.Contains(wanted)
            ? Path.Combine(directory, ImageName.OfGeneration(wanted))
            : throw new ImageStoreException($"There is no generation {wanted} of '{name}' in {Place}; there is {string.Join(", ", committed)}.");
    }

    private static int[] Committed(string directory)
        => [.. Generations(directory).Where(generation => GenerationDirectory.IsCommitted(Path.Combine(directory, ImageName.OfGeneration(generation)))).Order()];

    private static IEnumerable<int> Generations(string directory)
        => Directory.Exists(directory)
            ? Directory.EnumerateDirectories(directory).Select(path => ImageName.GenerationOf(Path.GetFileName(path))).OfType<int>()
            : [];

    private static void RemoveUncommitted(string directory)
    {
        foreach (var path in Generations(directory).Select(generation => Path.Combine(directory, ImageName.OfGeneration(generation))).ToArray())
        {
            if (!GenerationDirectory.IsCommitted(path))
                GenerationDirectory.Remove(path);
        }
    }

    private static string? FileOnTheWayTo(string directory)
    {
        for (var path = directory; path is not null; path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
                return path;
        }
        return null;
    }
}
