using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Copies;

/// <summary>
/// A generation in a directory, as files to be copied: of a committed one the inventory first, which says what the others must be, then the parts that lie here; of one that is still being
/// written as much of its parts as is there.
/// </summary>
public sealed class ImageSource : IImageSource
{
    private SafeFileHandle? open;
    private string openName = "";

    private ImageSource(string place, string name, int generation, IReadOnlyList<CopiedFile> files) => (Place, Name, Generation, Files) = (place, name, generation, files);

    /// <summary>The directory of the generation.</summary>
    public string Place { get; }

    public string Name { get; }

    public int Generation { get; }

    public IReadOnlyList<CopiedFile> Files { get; }

    /// <param name="root">The directory of images.</param>
    /// <param name="name">Of the row of generations.</param>
    /// <param name="generation">Null for the newest.</param>
    /// <param name="nodes">Only the parts of these, all of which must be here; null or empty: whatever is here.</param>
    /// <exception cref="ImageStoreException">There is no such image, or nothing of it is here.</exception>
    public static ImageSource Open(string root, string name, int? generation = null, IReadOnlyCollection<string>? nodes = null)
    {
        var image = new DirectoryImageStore(root).Open(name, generation);
        return new ImageSource(image.Place, image.Inventory.Name, image.Inventory.Generation, FilesOf(image.Place, image.Inventory, nodes ?? []));
    }

    /// <summary>
    /// Parts of a generation that is not committed yet, which have all their pages. What stands in front of these (the header) and behind them is written last (FORMAT.md, "Process file").
    /// </summary>
    /// <param name="root">The directory of images.</param>
    /// <param name="name">Of the row of generations.</param>
    /// <param name="generation">Its number.</param>
    /// <param name="files">Each as far as its pages go.</param>
    public static ImageSource OfParts(string root, string name, int generation, IReadOnlyList<CopiedFile> files)
        => new(Path.Combine(Path.GetFullPath(root), ImageName.Required(name), ImageName.OfGeneration(generation)), name, generation, files);

    public byte[] Read(string name, long offset, int lengthBytes)
    {
        var bytes = new byte[lengthBytes];
        try
        {
            if (openName != name)
            {
                open?.Dispose();
                open = ExistingFile.Open(Path.Combine(Place, name));
                openName = name;
            }

            for (var read = 0; read < lengthBytes;)
            {
                var count = RandomAccess.Read(open!, bytes.AsSpan(read), offset + read);
                if (count == 0)
                    throw Gone(name);
                read += count;
            }
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Gone(name);
        }

        return bytes;
    }

    public void Dispose() => open?.Dispose();

    private static List<CopiedFile> FilesOf(string place, InventoryRecord inventory, IReadOnlyCollection<string> nodes)
    {
        var wanted = inventory.Parts.Where(part => nodes.Count == 0 || nodes.Contains(part.Node)).Select(part => part.FileName).ToList();
        List<CopiedFile> files =
        [
            .. wanted.Prepend(InventoryFile.Name).Select(name => new FileInfo(Path.Combine(place, name))).Where(file => file.Exists).Select(file => new CopiedFile(file.Name, file.Length)),
        ];
        return (nodes.Count == 0 ? files.Count >= 2 : files.Count > wanted.Count)
            ? files
            : throw new ImageStoreException($"{place} has {files.Count - 1} of the image's {wanted.Count} parts; copy it from the node where they are.");
    }

    private ImageStoreException Gone(string name) => new($"{Path.Combine(Place, name)} was removed or cut while it was being copied; copy another generation.");
}
