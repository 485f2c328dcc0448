using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Stores;

/// <summary>What every store promises.</summary>
public abstract class ImageStoreContract
{
    protected abstract IImageStore Store { get; }

    [Fact]
    public void A_committed_image_is_listed_and_opened_with_all_its_parts()
    {
        Commit("job", 4711, 4712);
        var image = Store.Open("job");
        Assert.Equal(["job"], Store.ListNames());
        Assert.Equal((1, "job", 1), (Assert.Single(Store.List("job")).Generation, image.Inventory.Name, image.Inventory.Generation));
        foreach (var part in image.Inventory.Parts)
        {
            using var reader = image.OpenPart(part);
            reader.VerifyExtents();
            Assert.Equal(part.Pid, reader.Record.Process.Pid);
            Assert.Equal(4096, part.MemoryBytes);
        }
    }

    [Fact]
    public void Generations_are_numbered_and_the_newest_is_opened_unless_another_is_wanted()
    {
        Commit("job", 1);
        Commit("job", 1);
        Commit("job", 1);
        Assert.Equal([1, 2, 3], Store.List("job").Select(image => image.Generation));
        Assert.Equal(3, Store.Open("job").Inventory.Generation);
        Assert.Equal(2, Store.Open("job", 2).Inventory.Generation);
    }

    [Fact]
    public void An_image_that_does_not_wait_for_the_disk_is_there_at_once_and_whole()
    {
        Commit("job", sync: false);
        var image = Store.Open("job");
        Assert.True(image.Inventory.IsUnsynced);
        using var reader = image.OpenPart(Assert.Single(image.Inventory.Parts));
        reader.VerifyExtents();
    }

    [Fact]
    public void An_aborted_image_was_never_there()
    {
        using (var writer = Store.Begin("job"))
            WritePart(writer, 1);
        Assert.Empty(Store.ListNames());
        Assert.Throws<ImageStoreException>(() => Store.Open("job"));
        Assert.Equal(1, Commit("job", 1).Generation);
    }

    [Fact]
    public void Only_one_writer_of_a_name_at_a_time()
    {
        using (Store.Begin("job"))
        {
            Assert.Contains("Another checkpoint of 'job'", Assert.Throws<ImageStoreException>(() => Store.Begin("job")).Message, StringComparison.Ordinal);
            Commit("other", 1);
        }
        Commit("job", 1);
    }

    [Fact]
    public void A_generation_is_never_written_twice()
    {
        Commit("job", 1);
        Assert.Throws<ImageStoreException>(() => Store.Begin("job", 1));
        using var writer = Store.Begin("job", 7);
        Assert.Equal(7, writer.Generation);
    }

    [Fact]
    public void An_image_whose_part_was_not_completed_is_not_committed()
    {
        using (var writer = Store.Begin("job"))
        {
            writer.CreatePart(1);
            Assert.Throws<ImageStoreException>(() => writer.Commit(Inventory(1)));
        }
        Assert.Empty(Store.List("job"));
    }

    [Fact]
    public void An_inventory_and_its_parts_must_agree()
    {
        using var writer = Store.Begin("job");
        WritePart(writer, 1);
        Assert.Throws<ImageStoreException>(() => writer.Commit(Inventory(1, 2)));
        Assert.Throws<ImageStoreException>(() => writer.Commit(Inventory()));
    }

    [Fact]
    public void The_newest_are_kept_and_what_they_have_pages_in()
    {
        for (var generation = 1; generation <= 5; generation++)
            Commit("job", 1);
        Assert.Equal([1, 2], Store.KeepNewest("job", 3));
        using (var writer = Store.Begin("job"))
        {
            WritePart(writer, 1);
            writer.Commit(Inventory(1) with { ParentGeneration = 4 });
        }
        Assert.Equal([3, 5], Store.KeepNewest("job", 1));
        Assert.Equal([4, 6], Store.List("job").Select(image => image.Generation));
    }

    [Fact]
    public void What_is_not_whole_takes_nobodys_place_and_goes_with_what_is_older_than_those_that_stay()
    {
        for (var generation = 1; generation <= 4; generation++)
            Commit("job", 1);
        Assert.Null(Store.OldestKept("job", 4, half: [2]));
        Assert.Empty(Store.KeepNewest("job", 3, half: [2]));
        Assert.Equal(1, Store.OldestKept("job", 3, half: [2]));
        Assert.Equal([1, 2], Store.KeepNewest("job", 2, half: [2]));
        Assert.Equal([3, 4], Store.List("job").Select(image => image.Generation));
        Assert.Empty(Store.KeepNewest("job", 3, half: [3]));
    }

    [Fact]
    public void What_is_newer_than_the_newest_whole_one_stays_and_takes_nobodys_place()
    {
        for (var generation = 1; generation <= 4; generation++)
            Commit("job", 1);
        Assert.Equal([1], Store.KeepNewest("job", 2, newest: 3));
        Assert.Equal([2, 3, 4], Store.List("job").Select(image => image.Generation));
        Assert.Empty(Store.KeepNewest("job", 1, newest: 2));
        Assert.Equal([2, 3], Store.KeepNewest("job", 1, newest: 4));
    }

    [Fact]
    public void What_another_store_has_removed_goes_here_too_but_nothing_else()
    {
        for (var generation = 1; generation <= 3; generation++)
            Commit("job", 1);
        Assert.Equal(1, Store.OldestKept("job", 3));
        Assert.Null(Store.OldestKept("job", 4));
        Assert.Null(Store.OldestKept("job", 3, newest: 2));
        using (var writer = Store.Begin("job"))
        {
            WritePart(writer, 1);
            writer.Commit(Inventory(1) with { ComputationId = "another" });
        }

        using (var writer = Store.Begin("job"))
        {
            WritePart(writer, 1);
            writer.Commit(Inventory(1) with { ParentGeneration = 2 });
        }

        Assert.Equal([1, 3], Store.RemoveBefore("job", "c", oldest: 5));
        Assert.Equal([2, 4, 5], Store.List("job").Select(image => image.Generation));
        Assert.Empty(Store.RemoveBefore("job", "c", oldest: 5));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("new\nline")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        Assert.Throws<ImageStoreException>(() => Store.Begin(name));
        Assert.Throws<ImageStoreException>(() => Store.Open(name));
    }

    [Fact]
    public void What_is_not_there_is_said_with_what_is()
    {
        Commit("job", 1);
        Assert.Contains("there is 1", Assert.Throws<ImageStoreException>(() => Store.Open("job", 9)).Message, StringComparison.Ordinal);
        Assert.Throws<ImageStoreException>(() => Store.Remove("job", 9));
    }

    [Fact]
    public void Images_that_were_not_waited_for_take_no_place_of_one_that_was()
    {
        foreach (var sync in new[] { true, true, false, false, false })
            Commit("job", sync);
        Assert.Equal([1, 3, 4], Store.KeepNewest("job", 1));
        Assert.Equal([2, 5], Store.List("job").Select(image => image.Generation));
        Commit("job", sync: true);
        Assert.Equal([2, 5], Store.KeepNewest("job", 1));
        Commit("other", sync: false);
        Commit("other", sync: false);
        Assert.Equal([1], Store.KeepNewest("other", 1));
    }

    protected InventoryRecord Commit(string name, params int[] pids) => Commit(name, true, pids);

    private InventoryRecord Commit(string name, bool sync) => Commit(name, sync, [1]);

    private InventoryRecord Commit(string name, bool sync, int[] pids)
    {
        using var writer = Store.Begin(name, sync: sync);
        foreach (var pid in pids)
            WritePart(writer, pid);
        return writer.Commit(Inventory(pids));
    }

    protected static InventoryRecord Inventory(params int[] pids)
        => new() { ComputationId = "c", Parts = [.. pids.Select(pid => new PartRecord { Pid = pid, Command = "victim" })] };

    protected static void WritePart(IImageWriter writer, int pid)
    {
        var part = writer.CreatePart(pid);
        part.Append(0, 0x1000, new byte[4096]);
        part.Complete(new ProcessFileRecord { Process = new ProcessRecord { Pid = pid } });
    }
}
