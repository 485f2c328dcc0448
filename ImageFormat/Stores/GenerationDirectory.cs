using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>One generation in the file system: process files and, when it is committed, the inventory.</summary>
internal static class GenerationDirectory
{
    public static bool IsCommitted(string path) => File.Exists(Path.Combine(path, InventoryFile.Name));

    public static StoredImage Describe(string path, int generation, ImageKey? key)
    {
        try
        {
            return new StoredImage(generation, path, InventoryFile.Read(Path.Combine(path, InventoryFile.Name), key), null);
        }
        catch (Exception failure) when (failure is ImageFormatException or ImageKeyException or IOException or UnauthorizedAccessException)
        {
            return new StoredImage(generation, path, null, failure.Message);
        }
    }

    /// <summary>The rename that makes the image exist, with everything before it on the disk, and it as well.</summary>
    public static void Commit(string path, InventoryRecord inventory, ImageKey? key)
    {
        var temporary = Path.Combine(path, InventoryFile.TemporaryName);
        InventoryFile.Write(temporary, inventory, key);
        SyncedDirectory.Sync(path);
        File.Move(temporary, Path.Combine(path, InventoryFile.Name));
        SyncedDirectory.Sync(path);
    }

    /// <summary>Removes it. The inventory goes first, and that reaches the disk first: half an image must never look like one.</summary>
    public static void Remove(string path)
    {
        if (IsCommitted(path))
        {
            File.Delete(Path.Combine(path, InventoryFile.Name));
            SyncedDirectory.Sync(path);
        }
        foreach (var file in Directory.EnumerateFiles(path).Where(file => IsOurs(Path.GetFileName(file))).ToArray())
            File.Delete(file);
        // Somebody else's file in there is not ours to remove, and then the directory stays.
        if (!Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }

    private static bool IsOurs(string fileName)
        => fileName is InventoryFile.TemporaryName || (fileName.StartsWith('p') && fileName.EndsWith(".img", StringComparison.Ordinal));
}
