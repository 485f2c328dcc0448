using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Inspection;

public sealed class ImageVerifierTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly string image;

    public ImageVerifierTests()
    {
        using var writer = new DirectoryImageStore(directory.Path).Begin("job");
        image = writer.Place;
        foreach (var pid in new[] { 1, 2, 3 })
        {
            var part = writer.CreatePart(pid);
            part.Append(0, 0x5000, new byte[4096]);
            part.Append(0, 0x9000, new byte[4096]);
            part.Complete(SampleImage.Record with { Process = SampleImage.Record.Process with { Pid = pid } });
        }
        writer.Commit(new InventoryRecord { Parts = [.. new[] { 1, 2, 3 }.Select(pid => new PartRecord { Pid = pid, Command = "simulation", ThreadCount = 2 })] });
    }

    [Fact]
    public void A_whole_image_has_no_damage()
    {
        var result = ImageVerifier.Verify(directory.File("job"));
        Assert.Empty(result.Damages);
        Assert.Equal((image, 4), (result.Directory, result.FileCount));
        Assert.Equal(Directory.GetFiles(image).Sum(path => new FileInfo(path).Length), result.SizeBytes);
    }

    [Fact]
    public void All_damage_is_told_at_once()
    {
        Flip("p1.img", 4096 + 5);
        Flip("p1.img", 8192 + 5);
        Flip("p2.img", 20);
        File.Delete(Path.Combine(image, "p3.img"));
        var damages = ImageVerifier.Verify(image).Damages;
        Assert.Equal(4, damages.Count);
        Assert.Contains("p1.img, offset 4096", damages[0], StringComparison.Ordinal);
        Assert.Contains("p1.img, offset 8192", damages[1], StringComparison.Ordinal);
        Assert.Contains("p2.img, offset 12: the header is damaged", damages[2], StringComparison.Ordinal);
        Assert.Contains("p3.img", damages[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_checked_even_without_an_inventory_to_name_them()
    {
        Flip(InventoryFile.Name, 4100);
        Flip("p2.img", 4100);
        var damages = ImageVerifier.Verify(image).Damages;
        Assert.Equal(2, damages.Count);
        Assert.Contains("inventory.img, offset 4096: the records are damaged", damages[0], StringComparison.Ordinal);
        Assert.Contains("p2.img", damages[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_parent_that_is_not_there_is_damage()
    {
        File.Delete(Path.Combine(image, "inventory.img"));
        var store = new DirectoryImageStore(directory.Path);
        using (var writer = store.Begin("job", 9))
        {
            var part = writer.CreatePart(1);
            part.PlaceInParent(0, 0x5000, 4096, 0);
            part.Complete(new ProcessFileRecord { Process = new ProcessRecord { Pid = 1 } });
            writer.Commit(new InventoryRecord { ParentGeneration = 8, Parts = [new PartRecord { Pid = 1 }] });
        }
        Assert.Contains("generation 8", Assert.Single(ImageVerifier.Verify(directory.File("job"), 9).Damages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_shows_what_is_in_an_image()
    {
        var description = ImageDescription.Of(directory.File("job"));
        var text = string.Join('\n', description.Tables.Select(table => $"{table.Title}\n{string.Join('\n', table.Rows.Select(row => string.Join(" | ", row)))}"));
        foreach (var expected in new[] { "job, generation 1", "./simulation --steps 1000", "wörker", "/dev/pts/3", "EventCounter", "of another process", "[heap]", "rw-", "doublemapper" })
            Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.All(description.Tables, table => Assert.All(table.Rows, row => Assert.Equal(Math.Max(2, table.Columns.Count), row.Count)));
        Assert.Equal("Process 2", ImageDescription.Of(Path.Combine(image, "p2.img")).Tables[0].Title);
        Assert.Equal("job, generation 1", ImageDescription.Of(Path.Combine(image, InventoryFile.Name)).Tables[0].Title);
    }

    public void Dispose() => directory.Dispose();

    private void Flip(string name, int offset)
    {
        var path = Path.Combine(image, name);
        var bytes = File.ReadAllBytes(path);
        bytes[offset] ^= 4;
        File.WriteAllBytes(path, bytes);
    }
}
