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

    /// <summary>The rename that makes the image exist.</summary>
    /// <param name="path">Of the generation.</param>
    /// <param name="inventory">Of the whole image.</param>
    /// <param name="key">Null: not encrypted.</param>
    /// <param name="share">Where several write here, each of them does this: the first makes the image exist, the others write the same once more.</param>
    /// <param name="sync">With everything before it on the disk, and it as well.</param>
    public static void Commit(string path, InventoryRecord inventory, ImageKey? key, ImageShare? share, bool sync)
    {
        var temporary = Path.Combine(path, share is null ? InventoryFile.TemporaryName : $"{InventoryFile.TemporaryName}@{share.Node}");
        InventoryFile.Write(temporary, inventory, key, sync);
        if (sync)
            SyncedDirectory.Sync(path);
        File.Move(temporary, Path.Combine(path, InventoryFile.Name), overwrite: share is not null);
        if (share is not null)
            SharedGeneration.Unmark(path, share);
        if (sync)
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
        => fileName.StartsWith(InventoryFile.TemporaryName, StringComparison.Ordinal) || SharedGeneration.IsMark(fileName)
            || (fileName.StartsWith('p') && fileName.EndsWith(".img", StringComparison.Ordinal));
}
