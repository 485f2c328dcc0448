using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Copies;

/// <summary>
/// Takes the files of a generation from elsewhere into a directory of images. They gather in a directory of their own, <c>incoming.g000012.p4711@node.img</c> after
/// the first part, so that those of several nodes may come at once; what has gathered stays for the next try when a copy breaks off. Verified to the last byte they move
/// into their places, the inventory last. Where the same image is there already, with parts of another node, they join it.
/// </summary>
public sealed class ImageIntake : IImageIntake
{
    private const string StagePrefix = "incoming.";

    private readonly string nameDirectory;
    private readonly string path;
    private readonly string stage;
    private readonly IReadOnlyList<CopiedFile> files;
    private readonly FileStream held;
    private SafeFileHandle? open;
    private string openName = "";
    private bool isVerified;

    private ImageIntake(string root, string name, int generation, IReadOnlyList<CopiedFile> files)
    {
        foreach (var file in files.Where(file => file.LengthBytes < 0 || !ImageName.IsValid(file.Name)))
            throw new ImageStoreException($"'{file.Name}' of {file.LengthBytes} bytes cannot be a file of an image.");
        nameDirectory = Path.Combine(Path.GetFullPath(root), ImageName.Required(name));
        this.files = files;
        path = Path.Combine(nameDirectory, ImageName.OfGeneration(generation));
        stage = Path.Combine(nameDirectory, $"{StagePrefix}{ImageName.OfGeneration(generation)}.{FirstPart(files)}");
        SyncedDirectory.Create(stage);
        SyncedDirectory.RequireOwn(nameDirectory);
        held = WriterLock.Take(stage) ?? throw new ImageStoreException($"{path} is being copied already; wait for that.");
        HeldBytes = [.. files.Select(HeldOf)];
    }

    public IReadOnlyList<long> HeldBytes { get; private set; }

    public string Place => path;

    /// <summary>By which two copies of one generation that bring different parts are told from each other.</summary>
    public static string FirstPart(IEnumerable<CopiedFile> files)
        => files.Select(file => file.Name).Where(name => name != InventoryFile.Name).Order(StringComparer.Ordinal).FirstOrDefault(InventoryFile.Name);

    /// <param name="root">The directory of images; it is created where it is missing.</param>
    /// <param name="name">Of the row of generations.</param>
    /// <param name="generation">Its number, the same as where it comes from.</param>
    /// <param name="files">The inventory, and parts; a node of an image may have none.</param>
    /// <exception cref="ImageStoreException">The directory is not ours alone, somebody else copies the same, or a name is not allowed.</exception>
    public static ImageIntake Open(string root, string name, int generation, IReadOnlyList<CopiedFile> files)
    {
        if (files.All(file => file.Name != InventoryFile.Name) || files.DistinctBy(file => file.Name).Count() < files.Count)
            throw new ImageStoreException($"An image has an {InventoryFile.Name} and each of its parts once; what was offered has not.");
        return new ImageIntake(root, name, generation, files);
    }

    /// <summary>
    /// For parts of an image that is still being written where they come from. They gather, and wait for the one that takes the whole image, which goes on from what they have brought.
    /// </summary>
    /// <param name="root">The directory of images; it is created where it is missing.</param>
    /// <param name="name">Of the row of generations.</param>
    /// <param name="generation">The number that it will have.</param>
    /// <param name="files">The parts, each as far as its pages go.</param>
    /// <param name="isAnew">What has gathered for this number until now belongs to an image that was given up, and goes.</param>
    /// <exception cref="ImageStoreException">The directory is not ours alone, somebody else copies the same, or a name is not allowed.</exception>
    public static ImageIntake OpenAhead(string root, string name, int generation, IReadOnlyList<CopiedFile> files, bool isAnew)
    {
        var intake = new ImageIntake(root, name, generation, files);
        if (isAnew)
            intake.Forget();
        // Before the image is committed its parts can be in their places only where both have one directory.
        intake.HeldBytes = [.. files.Select((file, index) => File.Exists(intake.Placed(file.Name)) ? file.LengthBytes : intake.HeldBytes[index])];
        return intake;
    }

    public void Write(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        if (openName != name)
        {
            if (files.All(file => file.Name != name))
                throw new ImageStoreException($"'{name}' was not offered as a file of {path}.");
            open?.Dispose();
            open = OpenStaged(Staged(name));
            openName = name;
        }

        RandomAccess.Write(open!, bytes, offset);
    }

    /// <summary>What older copies had begun goes with it.</summary>
    public bool Complete()
    {
        open?.Dispose();
        (open, openName) = (null, "");
        try
        {
            if (!isVerified)
                Verify();
        }
        catch (Exception unusable) when (unusable is ImageFormatException or ImageStoreException)
        {
            Discard(stage);
            throw;
        }

        isVerified = true;
        // Where all is in its place, as in a directory that both have, nothing is to be waited for.
        if (!files.All(IsPlaced))
        {
            using var alone = WriterLock.Take(nameDirectory);
            if (alone is null)
                return false;
            RequireSameImage(InventoryFile.Read(Staged(InventoryFile.Name)));
            MoveIntoPlace();
        }

        Discard(stage);
        DiscardOlder();
        return true;
    }

    public void Abandon()
    {
        open?.Dispose();
        Discard(stage);
    }

    public void Dispose()
    {
        open?.Dispose();
        held.Dispose();
        // Nothing has gathered in it.
        if (Directory.Exists(stage) && Directory.EnumerateFileSystemEntries(stage).All(entry => Path.GetFileName(entry) == Path.GetFileName(held.Name)))
            Discard(stage);
    }

    private void Verify()
    {
        var inventory = InventoryFile.Read(Staged(InventoryFile.Name));
        RequireSameImage(inventory);
        foreach (var file in files.Where(file => file.Name != InventoryFile.Name))
        {
            var part = inventory.Parts.FirstOrDefault(part => part.FileName == file.Name)
                ?? throw new ImageFormatException(Staged(file.Name), null, "the inventory knows no such part.");
            var isPlaced = IsPlaced(file);
            using var reader = PartCheck.Required(ProcessFileReader.Open(isPlaced ? Placed(file.Name) : Staged(file.Name)), part);
            if (!isPlaced)
                reader.VerifyExtents();
        }
    }

    private void RequireSameImage(InventoryRecord inventory)
    {
        if (GenerationDirectory.IsCommitted(path) && !IsOfSameImage(inventory, InventoryFile.Read(Placed(InventoryFile.Name))))
            throw new ImageStoreException($"{path} is another image already; remove it or copy to another directory.");
    }

    private void MoveIntoPlace()
    {
        if (Directory.Exists(path) && !GenerationDirectory.IsCommitted(path))
            GenerationDirectory.Remove(path); // somebody died while he wrote it; we hold the lock
        SyncedDirectory.Create(path);
        foreach (var file in files.Where(file => !IsPlaced(file)).OrderBy(file => file.Name == InventoryFile.Name).ToList())
        {
            using (var staged = OpenStaged(Staged(file.Name)))
                RandomAccess.FlushToDisk(staged);
            if (file.Name == InventoryFile.Name)
                SyncedDirectory.Sync(path);
            File.Move(Staged(file.Name), Placed(file.Name), overwrite: true);
        }

        SyncedDirectory.Sync(path);
        SyncedDirectory.Sync(nameDirectory);
    }

    private static bool IsOfSameImage(InventoryRecord one, InventoryRecord other)
        => one.ComputationId == other.ComputationId && one.CreatedUnixMilliseconds == other.CreatedUnixMilliseconds
            && one.Parts.Select(part => (part.FileName, part.LengthBytes, part.Checksum)).SequenceEqual(other.Parts.Select(part => (part.FileName, part.LengthBytes, part.Checksum)));

    private long HeldOf(CopiedFile file)
    {
        if (file.Name == InventoryFile.Name)
        {
            // Always anew: by it alone it is seen whether what is here belongs to the same image.
            File.Delete(Staged(file.Name));
            return 0;
        }

        if (IsPlaced(file))
            return file.LengthBytes;
        var staged = new FileInfo(Staged(file.Name));
        return staged.Exists && staged.Length <= file.LengthBytes ? staged.Length : 0;
    }

    private bool IsPlaced(CopiedFile file)
        => GenerationDirectory.IsCommitted(path) && new FileInfo(Placed(file.Name)) is { Exists: true } placed && placed.Length == file.LengthBytes;

    private string Staged(string name) => Path.Combine(stage, name);

    private string Placed(string name) => Path.Combine(path, name);

    private static SafeFileHandle OpenStaged(string path) => File.Exists(path)
        ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
        : NewFile.Create(path);

    private void DiscardOlder()
    {
        var first = Path.Combine(nameDirectory, StagePrefix + Path.GetFileName(path));
        foreach (var older in Directory.EnumerateDirectories(nameDirectory, StagePrefix + "*").Where(older => string.CompareOrdinal(older, first) < 0).ToArray())
        {
            using var unused = WriterLock.TryTake(older);
            if (unused is not null)
                Discard(older);
        }
    }

    private void Forget()
    {
        foreach (var file in files)
            File.Delete(Staged(file.Name));
        HeldBytes = [.. files.Select(_ => 0L)];
    }

    private static void Discard(string stage)
    {
        if (Directory.Exists(stage))
            Directory.Delete(stage, recursive: true);
    }
}
