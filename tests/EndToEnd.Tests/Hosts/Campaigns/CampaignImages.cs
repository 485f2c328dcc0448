using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>
/// The committed images of a computation: all of them on a disk that is shared; of disks of the hosts' own those whose inventory more than one has, as what these have together. On one alone lies
/// what was given up when the others had not committed yet.
/// </summary>
/// <param name="disks">The directories of images.</param>
/// <param name="together">Where what several disks have is brought together; null: there is only one.</param>
internal sealed class CampaignImages(IReadOnlyList<string> disks, string? together)
{
    private const string Inventory = "inventory.img";

    /// <summary>Has every one looked at. One that is removed meanwhile, because newer ones are there, is none any more.</summary>
    /// <param name="verify">The directory of one image.</param>
    /// <exception cref="HarnessException">One is broken.</exception>
    /// <returns>How many there were.</returns>
    public int Verify(string computation, Func<string, CommandResult> verify)
    {
        var committed = Committed(computation);
        if (committed.Count == 0)
            throw new HarnessException($"there is no committed image of {computation}");
        foreach (var image in committed)
        {
            try
            {
                if (verify(Bring(computation, image)) is { ExitStatus: not 0 } damaged && IsThere(computation, image))
                    throw new HarnessException($"{computation} has a committed image that is broken: {damaged}");
            }
            catch (IOException) when (!IsThere(computation, image))
            {
                // Removed while it was brought together: it is none any more.
            }
        }

        return committed.Count;
    }

    private bool IsThere(string computation, Image image) => Committed(computation).Any(each => each.Generation == image.Generation && each.Folders.SequenceEqual(image.Folders));

    private List<Image> Committed(string computation) =>
    [
        .. disks.Select(disk => Path.Combine(disk, computation)).Where(Directory.Exists).SelectMany(folder => Directory.GetDirectories(folder, "g*"))
            .Select(folder => (Folder: folder, Inventory: Read(Path.Combine(folder, Inventory)))).Where(each => each.Inventory is not null)
            // A number may have been used again by those who had not heard of what one of them alone has.
            .GroupBy(each => (Path.GetFileName(each.Folder), each.Inventory))
            .Where(image => together is null || image.Count() > 1)
            .Select(image => new Image(image.Key.Item1, [.. image.Select(each => each.Folder)])),
    ];

    private string Bring(string computation, Image image)
    {
        if (together is null)
            return image.Folders[0];
        var target = Path.Combine(together, computation, image.Generation);
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(target);
        foreach (var file in image.Folders.SelectMany(Directory.EnumerateFiles))
            CopyOrCompare(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }

    private static void CopyOrCompare(string file, string target)
    {
        if (!File.Exists(target))
            File.Copy(file, target);
        else if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(target)))
            throw new HarnessException($"{file} is not what another host has");
    }

    private static string? Read(string file)
    {
        try
        {
            return Convert.ToBase64String(File.ReadAllBytes(file));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Image(string Generation, string[] Folders);
}
