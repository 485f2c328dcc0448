using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Inspection;

/// <summary>Reads an image to its last byte. It goes on after the first damage, so that one run tells all of it.</summary>
public sealed class ImageVerifier
{
    private readonly string directory;
    private readonly ImageKey? key;
    private readonly List<string> damages = [];
    private int fileCount;
    private long sizeBytes;

    private ImageVerifier(string directory, ImageKey? key)
    {
        this.directory = directory;
        this.key = key;
    }

    /// <param name="path">The directory of a generation, or that of a name.</param>
    /// <param name="generation">Which of a name's; null for the newest.</param>
    /// <exception cref="ImageStoreException">There is no image.</exception>
    public static VerificationResult Verify(string path, int? generation = null, ImageKey? key = null)
    {
        var verifier = new ImageVerifier(DirectoryImageReader.GenerationIn(Path.GetFullPath(path), generation), key);
        verifier.VerifyAll();
        return new VerificationResult(verifier.directory, verifier.fileCount, verifier.sizeBytes, verifier.damages);
    }

    private void VerifyAll()
    {
        InventoryRecord? inventory = null;
        var inventoryPath = Path.Combine(directory, InventoryFile.Name);
        Try(inventoryPath, () => inventory = InventoryFile.Read(inventoryPath, key));
        if (inventory is null)
        {
            // Without it nobody knows which parts belong to the image; those that are there can still be judged one by one.
            foreach (var path in Directory.EnumerateFiles(directory, "p*.img").Order(StringComparer.Ordinal))
                VerifyFile(path, null, null);
            return;
        }
        if (inventory.ParentGeneration is { } parent && !Directory.Exists(ParentPath(parent)))
            damages.Add($"{inventoryPath}: the image has pages in generation {parent}, which is not at {ParentPath(parent)}.");
        foreach (var part in inventory.Parts)
            VerifyFile(Path.Combine(directory, part.FileName), part, inventory);
    }

    private string ParentPath(int generation)
        => Path.Combine(Path.GetDirectoryName(directory) ?? directory, ImageName.OfGeneration(generation));

    private void VerifyFile(string path, PartRecord? part, InventoryRecord? inventory)
        => Try(path, () =>
        {
            using var reader = part is null ? ProcessFileReader.Open(path, key) : PartCheck.Required(ProcessFileReader.Open(path, key), part);
            damages.AddRange(reader.FindDamage().Select(fault => fault.Message));
            if (inventory is { ParentGeneration: null } && reader.Record.Extents.FirstOrDefault(extent => extent.Encoding == ExtentEncoding.InParent) is { } orphan)
                damages.Add($"{path}: {ExtentText.Of(orphan)} is said to be in the parent image, but the image has no parent.");
        });

    private void Try(string path, Action read)
    {
        try
        {
            fileCount++;
            sizeBytes += File.Exists(path) ? new FileInfo(path).Length : 0;
            read();
        }
        catch (Exception failure) when (failure is ImageFormatException or ImageKeyException or IOException or UnauthorizedAccessException)
        {
            damages.Add(failure.Message.Contains(path, StringComparison.Ordinal) ? failure.Message : $"{path}: {failure.Message}");
        }
    }
}
