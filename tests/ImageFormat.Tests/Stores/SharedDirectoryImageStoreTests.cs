using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Stores;

/// <summary>One directory that two hosts share: what one of them does holds for the other with its very next call.</summary>
public sealed class SharedDirectoryImageStoreTests : ImageStoreContract, IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly DirectoryImageStore one;
    private readonly DirectoryImageStore two;

    public SharedDirectoryImageStoreTests()
    {
        one = new DirectoryImageStore(directory.File("images"));
        two = new DirectoryImageStore(directory.File("images"));
        Store = new StoresInTurn(one, two);
    }

    protected override IImageStore Store { get; }

    [Fact]
    public void What_each_host_has_written_of_one_generation_is_one_image_for_both()
    {
        PartRecord[] parts;
        using (var first = one.Begin("job", 1, new ImageShare("one", "a1")))
        using (var second = two.Begin("job", 1, new ImageShare("two", "a1")))
        {
            WritePart(first, 7);
            WritePart(second, 7);
            parts = [Told(first, "one"), Told(second, "two")];
            first.Commit(new InventoryRecord { ComputationId = "c", Parts = parts });
            second.Commit(new InventoryRecord { ComputationId = "c", Parts = parts });
        }

        foreach (var store in new[] { one, two })
        {
            var image = store.Open("job");
            Assert.Equal(["one", "two"], image.Inventory.Parts.Select(part => part.Node));
            foreach (var part in image.Inventory.Parts)
            {
                using var reader = image.OpenPart(part);
                reader.VerifyExtents();
            }
        }

        static PartRecord Told(IImageWriter writer, string node)
        {
            using var reader = ProcessFileReader.Open(Path.Combine(writer.Place, writer.FileNameOf(7)));
            return new() { Pid = 7, Node = node, Command = "victim", FileName = writer.FileNameOf(7), LengthBytes = reader.LengthBytes, Checksum = reader.Checksum };
        }
    }

    [Fact]
    public void What_one_host_is_writing_is_neither_seen_nor_tidied_away_by_the_other()
    {
        using var writer = one.Begin("job");
        WritePart(writer, 1);
        two.RemoveLeftovers();
        Assert.Empty(two.ListNames());
        Assert.Contains("Another checkpoint of 'job'", Assert.Throws<ImageStoreException>(() => two.Begin("job")).Message, StringComparison.Ordinal);
        writer.Commit(Inventory(1));
        Assert.Equal(1, two.Open("job").Inventory.Generation);
    }

    public void Dispose() => directory.Dispose();
}
