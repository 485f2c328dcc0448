using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Stores;

/// <summary>The file that makes an image exist (FORMAT.md, "Inventory").</summary>
public static class InventoryFile
{
    public const string Name = "inventory.img";

    internal const string TemporaryName = "inventory.img.new";

    /// <summary>The end of the year 9999, the last that dates here can have.</summary>
    private const long CreatedMax = 253_402_300_799_999;

    // What schedulers that count milliseconds in 31 bits can wait for; launch takes no more either.
    private const long IntervalMax = 24L * 86_400_000;
    private const int SignalMax = 64;
    private const int StatusMax = 255;

    /// <summary>Reads and verifies an inventory: header, checksum, records, and that every part has a plain file name and its own.</summary>
    public static InventoryRecord Read(string path, ImageKey? key = null)
    {
        using var file = ExistingFile.Open(path);
        var (header, _, inventory) = RecordFile.Read<InventoryRecord>(file, path, ImageFileKind.Inventory, key);
        if (FindFault(inventory) is { } fault)
            throw new ImageFormatException(path, header.RecordOffset, fault);
        return inventory;
    }

    private static string? FindFault(InventoryRecord inventory)
    {
        if (inventory.Generation < 1 || inventory.ParentGeneration < 1)
            return $"generation {inventory.Generation} with parent {inventory.ParentGeneration} cannot be; they count from 1.";
        if (inventory.ParentGeneration >= inventory.Generation)
            return $"generation {inventory.Generation} cannot have its parent in generation {inventory.ParentGeneration}, which is not older.";
        if (inventory.CreatedUnixMilliseconds is < 0 or > CreatedMax)
            return $"it cannot have been taken {inventory.CreatedUnixMilliseconds} ms after 1970.";
        if (inventory.IntervalMilliseconds is < 0 or > IntervalMax || inventory.Keep < 0)
            return $"{inventory.Keep} generations cannot be kept of checkpoints that come every {inventory.IntervalMilliseconds} ms.";
        if (inventory.LeaveSignal is < 0 or > SignalMax || inventory.LeaveStatus is < 0 or > StatusMax)
            return $"it cannot leave at signal {inventory.LeaveSignal} with status {inventory.LeaveStatus}.";
        if (inventory.Copies < 0)
            return $"it cannot have {inventory.Copies} copies.";
        var names = new HashSet<string>();
        foreach (var part in inventory.Parts)
        {
            if (!ImageName.IsValid(part.FileName))
                return $"the file name '{part.FileName}' of the part for pid {part.Pid} is not allowed.";
            if (!names.Add(part.FileName))
                return $"two parts have the file name '{part.FileName}'.";
        }
        return inventory.Parts.GroupBy(part => (part.Node, part.Pid)).FirstOrDefault(parts => parts.Count() > 1) is { } twice ? $"two parts are about pid {twice.Key.Pid} of one node." : null;
    }

    internal static void Write(string path, InventoryRecord inventory, ImageKey? key = null, bool sync = true)
    {
        using var file = NewFile.Create(path);
        RecordFile.Write(file, path, ImageFileKind.Inventory, FormatLimits.PageBytes, inventory, key is null ? null : FileCipher.ForNewFile(key));
        if (sync)
            RandomAccess.FlushToDisk(file);
    }
}
