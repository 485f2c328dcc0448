using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Stores;

/// <summary>Images on their way from one directory to another.</summary>
public sealed class CarriedImageTests : IDisposable
{
    private const int PieceBytes = 5000;
    private readonly TemporaryDirectory directory = new();
    private readonly DirectoryImageStore from;
    private readonly DirectoryImageStore to;

    public CarriedImageTests()
    {
        from = new DirectoryImageStore(directory.File("from"));
        to = new DirectoryImageStore(directory.File("to"));
        using var image = from.Begin("job", 3);
        foreach (var pid in new[] { 1, 2 })
        {
            var writer = image.CreatePart(pid);
            var pages = new byte[(pid + 2) * 4096];
            new Random(pid).NextBytes(pages);
            writer.Append(0, 0x5000, pages);
            writer.Complete(SampleImage.Record with { Process = SampleImage.Record.Process with { Pid = pid } });
        }

        image.Commit(new InventoryRecord
        {
            ComputationId = "c0ffee", CreatedUnixMilliseconds = 1_000_000, Hosts = [new HostRecord { Node = "a" }, new HostRecord { Node = "b" }],
            Parts = [new PartRecord { Pid = 1, Node = "a" }, new PartRecord { Pid = 2, Node = "b" }],
        });
    }

    [Fact]
    public void What_has_been_carried_is_the_same_image_byte_by_byte()
    {
        using (var image = Carry(["a", "b"]))
            image.Commit();
        Assert.Equal([3], to.List("job").Select(image => image.Generation));
        foreach (var path in Directory.EnumerateFiles(directory.File("from/job/g000003")))
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(path.Replace("/from/", "/to/")));
        Assert.Equal(3, Directory.GetFiles(directory.File("to/job/g000003")).Length);
        foreach (var part in to.Open("job").Inventory.Parts)
        {
            using var file = to.Open("job").OpenPart(part);
            file.VerifyExtents();
        }
    }

    [Fact]
    public void Parts_are_added_to_an_image_that_is_there_already_and_what_is_there_is_not_missed()
    {
        using (var image = Carry(["a"]))
            image.Commit();
        using (var image = Announced())
            Assert.Equal(["b"], image.Missing(["a", "b"]).Select(part => part.Node));
        using (var image = Carry(["b"]))
            image.Commit();
        using (var image = Announced())
            Assert.Empty(image.Missing(["a", "b"]));
    }

    [Fact]
    public void What_is_not_committed_leaves_nothing_behind_and_takes_nothing_away()
    {
        Carry(["a", "b"]).Dispose();
        Assert.False(Directory.Exists(directory.File("to/job/g000003")));
        using (var image = Carry(["a"]))
            image.Commit();
        Carry(["b"]).Dispose();
        Assert.Equal(2, Directory.GetFiles(directory.File("to/job/g000003")).Length);
        Assert.Single(to.List("job"));
    }

    [Fact]
    public void Damage_on_the_way_and_another_image_of_that_number_are_refused()
    {
        var image = Announced();
        foreach (var part in image.Missing(["a", "b"]))
            image.Write(part, 0, new byte[part.LengthBytes]);
        Assert.Throws<ImageFormatException>(image.Commit);
        image.Dispose();
        Assert.Empty(to.List("job"));
        Assert.Throws<ImageFormatException>(() => new CarriedImage(to.Place, "job", 3).Announce([1, 2, 3]));
        Assert.Throws<ImageStoreException>(() => new CarriedImage(to.Place, "job", 4).Announce(new CarriedImage(from.Place, "job", 3).ReadInventory()));

        using (var other = to.Begin("job", 3))
            other.Commit(new InventoryRecord { ComputationId = "another" });
        Assert.Throws<ImageStoreException>(Announced);
    }

    [Theory]
    [InlineData("../g000003/p1.img")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    public void Only_files_of_the_image_are_read(string fileName) => Assert.Throws<ImageStoreException>(() => new CarriedImage(from.Place, "job", 3).Read(fileName, 0, 1));

    [Fact]
    public void While_somebody_writes_that_name_nothing_is_carried_there()
    {
        using var writer = to.Begin("job", 1);
        Assert.Throws<ImageStoreException>(() => Carry(["a"]));
    }

    public void Dispose() => directory.Dispose();

    private CarriedImage Announced()
    {
        var image = new CarriedImage(to.Place, "job", 3);
        image.Announce(new CarriedImage(from.Place, "job", 3).ReadInventory());
        return image;
    }

    /// <summary>All of it but the commit.</summary>
    private CarriedImage Carry(string[] nodes)
    {
        var source = new CarriedImage(from.Place, "job", 3);
        var image = Announced();
        foreach (var part in image.Missing(nodes))
        {
            for (var offset = 0L; offset < part.LengthBytes; offset += PieceBytes)
                image.Write(part, offset, source.Read(part.FileName, offset, PieceBytes));
        }

        return image;
    }
}
