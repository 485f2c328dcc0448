using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Inspection;

/// <summary>What is in an image or in one of its files, for people: titled tables, in the order in which they should be read.</summary>
/// <param name="Path">What was described.</param>
public sealed record ImageDescription(string Path, IReadOnlyList<DescribedTable> Tables)
{
    /// <param name="path">A file of an image, the directory of a generation, or that of a name.</param>
    /// <param name="generation">Which of a name's; null for the newest.</param>
    /// <exception cref="ImageFormatException">It is damaged.</exception>
    /// <exception cref="ImageStoreException">There is no image.</exception>
    public static ImageDescription Of(string path, int? generation = null, ImageKey? key = null)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
            return OfFile(full, key);
        var image = DirectoryImageReader.Open(full, generation, key);
        var tables = InventoryTables.Of(image.Inventory).ToList();
        foreach (var part in image.Inventory.Parts)
        {
            using var reader = image.OpenPart(part);
            tables.AddRange(ProcessTables.Of(reader.Record));
        }
        return new ImageDescription(image.Place, tables);
    }

    private static ImageDescription OfFile(string path, ImageKey? key)
    {
        if (System.IO.Path.GetFileName(path) == InventoryFile.Name)
            return new ImageDescription(path, [.. InventoryTables.Of(InventoryFile.Read(path, key))]);
        using var reader = ProcessFileReader.Open(path, key);
        return new ImageDescription(path, [.. ProcessTables.Of(reader.Record)]);
    }
}
