using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Copies;

/// <summary>An image that comes from elsewhere is there as a whole, or not at all.</summary>
public sealed class ImageIntakeTests : IDisposable
{
    private const int PortionBytes = 5000;
    private readonly TemporaryDirectory directory = new();

    [Fact]
    public void A_copy_has_every_byte_and_leaves_nothing_else()
    {
        Commit(Here, "job", 4711, 4712);
        Assert.Equal(3, CopyAll(Here, There));
        Assert.Empty(ImageVerifier.Verify(Path.Combine(There, "job")).Damages);
        Assert.Equal(FilesIn(Here), FilesIn(There));
        Assert.Equal(["g000001", "writer.lock"], Directory.EnumerateFileSystemEntries(Path.Combine(There, "job")).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public void What_has_arrived_is_not_copied_again()
    {
        Commit(Here, "job", 4711, 4712);
        using var source = ImageSource.Open(Here, "job");
        using (var broken = ImageIntake.Open(There, "job", 1, source.Files))
        {
            Send(source, broken, source.Files[0], 0, (int)source.Files[0].LengthBytes);
            Send(source, broken, source.Files[1], 0, PortionBytes);
        }

        Assert.Empty(new DirectoryImageStore(There).List("job"));
        using (var next = ImageIntake.Open(There, "job", 1, source.Files))
            Assert.Equal([0, PortionBytes, 0], next.HeldBytes);
        CopyAll(Here, There);
        Assert.Equal(FilesIn(Here), FilesIn(There));
        Assert.Equal(1, CopyAll(Here, There));
        Assert.Equal(1, CopyAll(Here, Here));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_damaged_copy_is_refused_and_thrown_away(int file)
    {
        Commit(Here, "job", 4711);
        using var source = ImageSource.Open(Here, "job");
        using (var intake = ImageIntake.Open(There, "job", 1, source.Files))
        {
            foreach (var each in source.Files)
            {
                var bytes = source.Read(each.Name, 0, (int)each.LengthBytes);
                bytes[^(bytes.Length / 2)] ^= (byte)(each == source.Files[file] ? 1 : 0);
                intake.Write(each.Name, 0, bytes);
            }

            Assert.Throws<ImageFormatException>(() => intake.Complete());
        }

        Assert.Empty(new DirectoryImageStore(There).List("job"));
        Assert.Equal(3, CopyAll(Here, There) + 1);
    }

    /// <summary>Also one of which every file has the same length.</summary>
    [Theory]
    [InlineData(4711, 4712)]
    [InlineData(4713)]
    public void Another_image_of_the_same_number_stays(params int[] others)
    {
        Commit(Here, "job", 4711);
        Commit(There, "job", others);
        var before = FilesIn(There);
        Assert.Contains("another image", Assert.Throws<ImageStoreException>(() => CopyAll(Here, There)).Message, StringComparison.Ordinal);
        Assert.Equal(before, FilesIn(There));
    }

    [Fact]
    public void Parts_of_two_nodes_become_one_image()
    {
        CommitShares();
        CopyAll(Path.Combine(directory.Path, "a"), There);
        Assert.NotEmpty(ImageVerifier.Verify(Path.Combine(There, "job")).Damages);
        Assert.Equal(2, CopyAll(Path.Combine(directory.Path, "b"), There));
        Assert.Empty(ImageVerifier.Verify(Path.Combine(There, "job")).Damages);
    }

    [Fact]
    public void Shares_of_two_nodes_come_at_once_and_each_is_only_what_its_node_has_written()
    {
        CommitShares();
        var shared = Path.Combine(directory.Path, "a");
        CopyAll(Path.Combine(directory.Path, "b"), shared);
        using var first = ImageSource.Open(shared, "job", 1, ["a"]);
        using var second = ImageSource.Open(shared, "job", 1, ["b"]);
        Assert.Equal(["inventory.img", "p1@a.img"], first.Files.Select(file => file.Name));
        using var ofFirst = ImageIntake.Open(There, "job", 1, first.Files);
        using var ofSecond = ImageIntake.Open(There, "job", 1, second.Files);
        Assert.Throws<ImageStoreException>(() => ImageIntake.Open(There, "job", 1, second.Files));
        SendAll(first, ofFirst);
        SendAll(second, ofSecond);
        Assert.True(ofSecond.Complete());
        Assert.True(ofFirst.Complete());
        Assert.Empty(ImageVerifier.Verify(Path.Combine(There, "job")).Damages);
        Assert.Throws<ImageStoreException>(() => ImageSource.Open(Path.Combine(directory.Path, "b"), "job", 1, ["a"]));
    }

    [Fact]
    public void A_node_without_a_part_brings_an_image_nevertheless()
    {
        Commit(Here, "job", 4711);
        using var source = ImageSource.Open(Here, "job", 1, ["elsewhere"]);
        using var intake = ImageIntake.Open(There, "job", 1, source.Files);
        SendAll(source, intake);
        Assert.True(intake.Complete());
        Assert.Equal(4711, Assert.Single(new DirectoryImageStore(There).Open("job").Inventory.Parts).Pid);
    }

    [Fact]
    public void While_a_checkpoint_of_the_name_is_written_a_copy_waits_unless_all_is_there_already()
    {
        Commit(Here, "job", 4711);
        using var source = ImageSource.Open(Here, "job");
        using var intake = ImageIntake.Open(There, "job", 1, source.Files);
        SendAll(source, intake);
        using (new DirectoryImageStore(There).Begin("job", 2))
            Assert.False(intake.Complete());
        Assert.Empty(new DirectoryImageStore(There).List("job"));
        Assert.True(intake.Complete());
        Assert.Equal(FilesIn(Here), FilesIn(There));
        using (new DirectoryImageStore(There).Begin("job", 2))
            Assert.Equal(1, CopyAll(Here, There));
    }

    [Fact]
    public void What_older_copies_had_begun_goes_with_a_newer_one()
    {
        Commit(Here, "job", 4711);
        Commit(Here, "job", 4711);
        using (var source = ImageSource.Open(Here, "job", 1))
        using (var broken = ImageIntake.Open(There, "job", 1, source.Files))
            Send(source, broken, source.Files[0], 0, 100);
        CopyAll(Here, There);
        Assert.Equal(["g000002", "writer.lock"], Directory.EnumerateFileSystemEntries(Path.Combine(There, "job")).Select(path => Path.GetFileName(path)).Order());
    }

    [Theory]
    [InlineData("../p1.img")]
    [InlineData("/etc/passwd")]
    [InlineData("inventory.img")]
    public void What_cannot_be_a_file_of_an_image_is_refused(string name)
    {
        Assert.Throws<ImageStoreException>(() => ImageIntake.Open(There, "job", 1, [new CopiedFile("inventory.img", 1), new CopiedFile(name, 1)]));
        Assert.False(Directory.Exists(There));
    }

    public void Dispose() => directory.Dispose();

    private string Here => Path.Combine(directory.Path, "here");

    private string There => Path.Combine(directory.Path, "there");

    private static string[] FilesIn(string root)
        => [.. Directory.EnumerateFiles(root, "*.img", SearchOption.AllDirectories).Order().Select(path => Path.GetFileName(path) + Convert.ToHexString(File.ReadAllBytes(path)))];

    /// <returns>How many files had to be sent.</returns>
    private static int CopyAll(string from, string to)
    {
        using var source = ImageSource.Open(from, "job");
        using var intake = ImageIntake.Open(to, source.Name, source.Generation, source.Files);
        var sent = SendAll(source, intake);
        Assert.True(intake.Complete());
        return sent;
    }

    /// <inheritdoc cref="CopyAll"/>
    private static int SendAll(ImageSource source, ImageIntake intake)
    {
        var sent = 0;
        foreach (var (file, held) in source.Files.Zip(intake.HeldBytes))
        {
            sent += held < file.LengthBytes ? 1 : 0;
            for (var offset = held; offset < file.LengthBytes; offset += PortionBytes)
                Send(source, intake, file, offset, (int)Math.Min(PortionBytes, file.LengthBytes - offset));
        }

        return sent;
    }

    private static void Send(ImageSource source, ImageIntake intake, CopiedFile file, long offset, int lengthBytes)
        => intake.Write(file.Name, offset, source.Read(file.Name, offset, lengthBytes));

    private static void Commit(string root, string name, params int[] pids)
    {
        using var writer = new DirectoryImageStore(root).Begin(name);
        foreach (var pid in pids)
            Write(writer, pid);
        writer.Commit(new InventoryRecord { ComputationId = "c", Parts = [.. pids.Select(pid => new PartRecord { Pid = pid })] });
    }

    /// <summary>Each node writes its own process into a directory of its own; the inventories are the same.</summary>
    private void CommitShares()
    {
        var writers = new[] { "a", "b" }.Select((node, index) =>
        {
            var writer = new DirectoryImageStore(Path.Combine(directory.Path, node)).Begin("job", 1, new ImageShare(node, "1"));
            Write(writer, index + 1);
            return (Writer: writer, Node: node, Pid: index + 1);
        }).ToList();
        var parts = writers.Select(each =>
        {
            var file = Path.Combine(each.Writer.Place, each.Writer.FileNameOf(each.Pid));
            using var reader = ProcessFileReader.Open(file);
            return new PartRecord { Pid = each.Pid, Node = each.Node, FileName = Path.GetFileName(file), LengthBytes = reader.LengthBytes, Checksum = reader.Checksum, MemoryBytes = 4096 };
        }).ToArray();
        foreach (var (writer, _, _) in writers)
        {
            writer.Commit(new InventoryRecord { ComputationId = "c", CreatedUnixMilliseconds = 1, Parts = parts });
            writer.Dispose();
        }
    }

    private static void Write(IImageWriter writer, int pid)
    {
        var part = writer.CreatePart(pid);
        var pages = new byte[3 * 4096];
        new Random(pid).NextBytes(pages);
        part.Append(0, 0x1000, pages);
        part.Complete(new ProcessFileRecord { Process = new ProcessRecord { Pid = pid } });
    }
}
