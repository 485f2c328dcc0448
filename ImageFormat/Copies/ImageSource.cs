using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Copies;

/// <summary>A committed generation in a directory, as files to be copied: the inventory first, which says what the others must be, then the parts that lie here.</summary>
public sealed class ImageSource : IDisposable
{
    private SafeFileHandle? open;
    private string openName = "";

    private ImageSource(string place, InventoryRecord inventory)
    {
        Place = place;
        Name = inventory.Name;
        Generation = inventory.Generation;
        Files =
        [
            .. inventory.Parts.Select(part => part.FileName).Prepend(InventoryFile.Name)
                .Select(name => new FileInfo(Path.Combine(place, name))).Where(file => file.Exists).Select(file => new CopiedFile(file.Name, file.Length)),
        ];
        if (Files.Count < 2)
            throw new ImageStoreException($"{place} has none of the image's {inventory.Parts.Length} parts; copy it from the node where they are.");
    }

    /// <summary>The directory of the generation.</summary>
    public string Place { get; }

    public string Name { get; }

    public int Generation { get; }

    public IReadOnlyList<CopiedFile> Files { get; }

    /// <param name="root">The directory of images.</param>
    /// <param name="name">Of the row of generations.</param>
    /// <param name="generation">Null for the newest.</param>
    /// <exception cref="ImageStoreException">There is no such image, or nothing of it is here.</exception>
    public static ImageSource Open(string root, string name, int? generation = null)
    {
        var image = new DirectoryImageStore(root).Open(name, generation);
        return new ImageSource(image.Place, image.Inventory);
    }

    /// <summary>Reads what lies at an offset of one of the files.</summary>
    /// <exception cref="ImageStoreException">The file has been removed or cut meanwhile.</exception>
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

    private ImageStoreException Gone(string name) => new($"{Path.Combine(Place, name)} was removed or cut while it was being copied; copy another generation.");
}
