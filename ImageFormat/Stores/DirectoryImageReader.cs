using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>An image in a directory.</summary>
public sealed class DirectoryImageReader : IImageReader
{
    private readonly ImageKey? key;

    private DirectoryImageReader(string place, InventoryRecord inventory, ImageKey? key)
    {
        this.key = key;
        Place = place;
        Inventory = inventory;
    }

    public string Place { get; }

    public InventoryRecord Inventory { get; }

    /// <summary>Opens the directory of one generation, wherever it has been copied to; or that of a name, and then one of its generations.</summary>
    /// <param name="generation">Of a name's directory the one that is wanted; null for the newest. One generation's directory ignores it.</param>
    public static DirectoryImageReader Open(string directory, int? generation = null, ImageKey? key = null)
    {
        var path = GenerationIn(Path.GetFullPath(directory), generation);
        return new DirectoryImageReader(path, InventoryFile.Read(Path.Combine(path, InventoryFile.Name), key), key);
    }

    /// <summary>Where the committed generation lies that <see cref="Open"/> would open; its inventory may be damaged.</summary>
    public static string GenerationIn(string path, int? generation = null)
    {
        if (GenerationDirectory.IsCommitted(path))
            return path;
        if (!Directory.Exists(path))
            throw new ImageStoreException($"There is no image in {path}: the directory does not exist.");
        return Directory.EnumerateDirectories(path)
                .Where(candidate => ImageName.GenerationOf(Path.GetFileName(candidate)) is { } number && (generation ?? number) == number)
                .Where(GenerationDirectory.IsCommitted)
                .MaxBy(candidate => ImageName.GenerationOf(Path.GetFileName(candidate)))
            ?? throw new ImageStoreException(generation is null
                ? $"There is no image in {path}: it has no {InventoryFile.Name}, because it was never committed or is something else."
                : $"There is no generation {generation} in {path}.");
    }

    public bool HasPart(PartRecord part) => File.Exists(Path.Combine(Place, part.FileName));

    public ProcessFileReader OpenPart(PartRecord part) => PartCheck.Required(ProcessFileReader.Open(Path.Combine(Place, part.FileName), key), part);
}
