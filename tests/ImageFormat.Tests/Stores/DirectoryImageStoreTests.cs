using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Stores;

public sealed class DirectoryImageStoreTests : ImageStoreContract, IDisposable
{
    private readonly TemporaryDirectory directory = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parts_are_for_the_disk_where_their_image_is(bool sync)
    {
        using var writer = Store.Begin("job", sync: sync);
        Assert.Equal(sync, writer.CreatePart(1).IsForDisk);
    }

    protected override IImageStore Store => new DirectoryImageStore(directory.File("images"));

    [Fact]
    public void Nobody_but_the_owner_may_look_into_it()
    {
        Commit("job", 1);
        foreach (var path in Directory.EnumerateFileSystemEntries(directory.File("images"), "*", SearchOption.AllDirectories).Append(directory.File("images")))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Fact]
    public void What_a_dead_writer_left_goes_with_the_next_start_and_a_living_one_is_left_alone()
    {
        Commit("job", 1);
        var left = directory.File("images/job/g000002");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "p1.img"), "half");
        File.WriteAllText(Path.Combine(left, "inventory.img.new"), "half");
        using (Store.Begin("other"))
        {
            Store.RemoveLeftovers();
            Assert.True(Directory.Exists(directory.File("images/other/g000001")));
        }
        Assert.False(Directory.Exists(left));
        Assert.False(Directory.Exists(directory.File("images/other/g000001")));
        Assert.Equal([1], Store.List("job").Select(image => image.Generation));
    }

    [Fact]
    public void A_file_of_somebody_else_is_never_removed()
    {
        var left = directory.File("images/job/g000002");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "thesis.txt"), "mine");
        Store.RemoveLeftovers();
        Assert.True(File.Exists(Path.Combine(left, "thesis.txt")));
        Assert.Equal(3, Commit("job", 1).Generation);
    }

    [Fact]
    public void A_damaged_inventory_is_listed_as_such_and_keeps_what_it_may_need()
    {
        for (var generation = 1; generation <= 3; generation++)
            Commit("job", 1);
        File.WriteAllText(directory.File("images/job/g000003/inventory.img"), "damaged");
        Assert.Equal([null, null, true], Store.List("job").Select(image => image.Fault is null ? (bool?)null : true));
        Assert.Empty(Store.KeepNewest("job", 1));
    }

    [Fact]
    public void A_copied_image_is_opened_where_it_is_now()
    {
        Commit("job", 1);
        Directory.Move(directory.File("images/job"), directory.File("elsewhere"));
        Assert.Equal(1, DirectoryImageReader.Open(directory.File("elsewhere")).Inventory.Generation);
        Assert.Equal(1, DirectoryImageReader.Open(directory.File("elsewhere/g000001")).Inventory.Generation);
        Assert.Throws<ImageStoreException>(() => DirectoryImageReader.Open(directory.Path));
        Assert.Throws<ImageStoreException>(() => DirectoryImageReader.Open(directory.File("nowhere")));
    }

    [Fact]
    public void The_part_of_another_generation_under_the_same_name_is_refused()
    {
        Commit("job", 1);
        using (var writer = Store.Begin("job"))
        {
            var part = writer.CreatePart(1);
            part.Append(0, 0x1000, new byte[8192]);
            part.Complete(new() { Process = new() { Pid = 1 } });
            writer.Commit(Inventory(1));
        }
        File.Copy(directory.File("images/job/g000002/p1.img"), directory.File("images/job/g000001/p1.img"), overwrite: true);
        var image = Store.Open("job", 1);
        Assert.Contains("inventory says", Assert.Throws<ImageFormatException>(() => image.OpenPart(image.Inventory.Parts[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_whose_files_are_removed_meanwhile_is_not_committed()
    {
        using (var writer = Store.Begin("job"))
        {
            WritePart(writer, 1);
            File.Delete(Path.Combine(writer.Place, "p1.img"));
            Assert.Contains("was removed or replaced", Assert.Throws<ImageStoreException>(() => writer.Commit(Inventory(1))).Message, StringComparison.Ordinal);
        }
        using (var writer = Store.Begin("job"))
        {
            WritePart(writer, 1);
            Directory.Delete(directory.File("images"), recursive: true);
            Assert.Throws<ImageStoreException>(() => writer.Commit(Inventory(1)));
        }
        Assert.Empty(Store.ListNames());
    }

    [Fact]
    public void Several_nodes_write_one_generation_together_and_it_is_whole()
    {
        Directory.CreateDirectory(directory.File("images/job/g000001"));
        var inventory = new InventoryRecord { ComputationId = "c", Parts = [PartOf("one", 7), PartOf("two", 7)] };
        using (var one = Store.Begin("job", 1, new ImageShare("one", "a1")))
        using (var two = Store.Begin("job", 1, new ImageShare("two", "a1")))
        {
            WritePart(one, 7);
            WritePart(two, 7);
            inventory = inventory with { Parts = [Told(one, 0), Told(two, 1)] };
            Store.RemoveLeftovers();
            one.Commit(inventory);
            two.Commit(inventory);
        }
        var image = Store.Open("job");
        Assert.Equal(["p7@one.img", "p7@two.img"], image.Inventory.Parts.Select(part => part.FileName));
        foreach (var part in image.Inventory.Parts)
            image.OpenPart(part).Dispose();
        Assert.Equal(["inventory.img", "p7@one.img", "p7@two.img"], Directory.EnumerateFiles(image.Place).Select(path => Path.GetFileName(path)).Order());
        Store.Remove("job", 1);
        Assert.False(Directory.Exists(image.Place));

        PartRecord Told(IImageWriter writer, int place)
        {
            var file = Path.Combine(writer.Place, writer.FileNameOf(7));
            using var reader = ProcessFileReader.Open(file);
            return inventory.Parts[place] with { FileName = Path.GetFileName(file), LengthBytes = reader.LengthBytes, Checksum = reader.Checksum };
        }
    }

    [Fact]
    public void Nobody_of_another_attempt_writes_beside_those_who_write_together()
    {
        using (Store.Begin("job", 1, new ImageShare("one", "a1")))
        {
            Assert.Contains("Another checkpoint", Assert.Throws<ImageStoreException>(() => Store.Begin("job", 1, new ImageShare("two", "a2"))).Message, StringComparison.Ordinal);
            Assert.Contains("Another checkpoint", Assert.Throws<ImageStoreException>(() => Store.Begin("job")).Message, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(directory.File("images/job/g000001")));
        Commit("job", 1);
    }

    [Fact]
    public void A_node_whose_name_cannot_be_in_a_files_name_is_told_so()
    {
        using var writer = Store.Begin("job", 1, new ImageShare("my host", "a1"));
        Assert.Contains("'my host'", Assert.Throws<ImageStoreException>(() => writer.CreatePart(1)).Message, StringComparison.Ordinal);
    }

    private static PartRecord PartOf(string node, int pid) => new() { Pid = pid, Node = node, Command = "victim" };

    [Fact]
    public void A_directory_that_others_can_change_is_refused()
    {
        Commit("job", 1);
        File.SetUnixFileMode(directory.File("images/job"), (UnixFileMode)Convert.ToInt32("777", 8));
        Assert.Contains("can be changed by others", Assert.Throws<ImageStoreException>(() => Store.Begin("job")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_where_nothing_can_be_written_is_named()
    {
        File.WriteAllText(directory.File("images"), "a file");
        Assert.Contains($"{directory.File("images")} is no directory", Assert.Throws<ImageStoreException>(() => Store.Begin("job")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();
}
