using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;
using Entracte.ImageFormat.Tests.Records;
using FsCheck;
using FsCheck.Fluent;
using MessagePack;

namespace Entracte.ImageFormat.Tests.Hostile;

/// <summary>Files that somebody made on purpose, with checksums that are right.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const int RecordOffset = 5 * 4096;

    private static readonly ExtentRecord Good = new() { Address = 0x5000, LengthBytes = 4096, FileOffset = 4096, StoredLengthBytes = 4096 };

    private readonly TemporaryDirectory directory = new();

    public static TheoryData<string, ExtentRecord[]> BadExtents => new()
    {
        { "length outside", [Good with { LengthBytes = 0 }] },
        { "length outside", [Good with { LengthBytes = -4096 }] },
        { "length outside", [Good with { LengthBytes = long.MaxValue }] },
        { "beyond the last address", [Good with { Address = ulong.MaxValue - 4095 }] },
        { "not whole pages", [Good with { Address = 0x5001 }] },
        { "not whole pages", [Good with { LengthBytes = 100, StoredLengthBytes = 100 }] },
        { "within the header", [Good with { FileOffset = 0 }] },
        { "within the header", [Good with { FileOffset = long.MinValue }] },
        { "does not begin at a page", [Good with { FileOffset = 5000 }] },
        { "before the records", [Good with { FileOffset = RecordOffset }] },
        { "before the records", [Good with { FileOffset = long.MaxValue - 4095 }] },
        { "another length", [Good with { StoredLengthBytes = 8192 }] },
        { "stored length outside", [Good with { Encoding = ExtentEncoding.Zstandard, StoredLengthBytes = -1 }] },
        { "stored length outside", [Good with { Encoding = ExtentEncoding.Zstandard, StoredLengthBytes = long.MaxValue }] },
        { "does not know", [Good with { Encoding = (ExtentEncoding)77 }] },
        { "in the parent and yet", [Good with { Encoding = ExtentEncoding.InParent }] },
        { "out of order", [Good, Good with { FileOffset = 8192 }] },
        { "out of order", [Good with { Address = 0x9000 }, Good with { FileOffset = 8192 }] },
        { "out of order", [Good with { ObjectId = 2 }, Good with { FileOffset = 8192 }] },
        { "overlaps the one before", [Good, Good with { Address = 0x6000 }] },
    };

    [Theory]
    [MemberData(nameof(BadExtents))]
    public void Extents_that_break_a_rule_are_refused_by_name(string expected, ExtentRecord[] extents)
    {
        var path = Craft(new ProcessFileRecord { Extents = extents });
        Assert.Contains(expected, Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_extent_that_unpacks_to_another_length_is_refused_without_writing_beyond_its_own()
    {
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
        {
            writer.AppendCompressed(0, 0x5000, new byte[8 * 4096]);
            writer.Complete(new ProcessFileRecord());
        }
        ExtentRecord extent;
        using (var reader = ProcessFileReader.Open(directory.File("p1.img")))
            extent = reader.Record.Extents[0];
        foreach (var length in new[] { 4096, 16 * 4096 })
        {
            var bytes = File.ReadAllBytes(directory.File("p1.img"))[..8192];
            var path = directory.File($"p{length}.img");
            using (var file = NewFile.Create(path))
            {
                RandomAccess.Write(file, bytes, 0);
                RecordFile.Write(file, path, ImageFileKind.Process, 8192, new ProcessFileRecord { Extents = [extent with { LengthBytes = length }] }, null);
            }
            using var reader = ProcessFileReader.Open(path);
            reader.VerifyExtents();
            Assert.Contains("unpack", Assert.Throws<ImageFormatException>(() => reader.Read(reader.Record.Extents[0], new byte[length])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nil_where_something_must_be_is_refused_by_name()
    {
        var path = Craft(new ProcessFileRecord { Threads = [new ThreadRecord(), null!] });
        Assert.Contains("ProcessFileRecord.Threads[1] is missing", Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open(path)).Message, StringComparison.Ordinal);
        path = Craft(new ProcessFileRecord { Process = new ProcessRecord { Machine = new MachineRecord { ProcessorFeatures = ["sse", null!] } } });
        Assert.Contains("ProcessFileRecord.Process.Machine.ProcessorFeatures[1]", Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DDFFFFFFFF")]
    [InlineData("C6FFFFFFFF")]
    [InlineData("97" + "C0" + "DD7FFFFFFF")]
    [InlineData("C0")]
    [InlineData("")]
    [InlineData("A3616263")]
    public void Records_that_promise_more_than_there_is_are_refused(string hex) => AssertRefusedOrWhole(CraftRaw(Convert.FromHexString(hex)), mayBeWhole: false);

    [Fact]
    public void Endless_nesting_is_refused() => AssertRefusedOrWhole(CraftRaw([.. Enumerable.Repeat((byte)0x91, 1_000_000)]), mayBeWhole: false);

    [Fact]
    public void Arbitrary_changes_of_the_records_are_refused_or_mean_something()
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var bytes = MessagePackSerializer.Serialize(new AnyRecord(seed).Make<ProcessFileRecord>());
            for (var changes = random.Next(1, 8); changes > 0; changes--)
                bytes[random.Next(Math.Min(bytes.Length, 2000))] = (byte)random.Next(256);
            AssertRefusedOrWhole(CraftRaw(bytes), mayBeWhole: true);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("../p1.img")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData(".")]
    public void A_part_outside_of_the_image_is_refused(string fileName) => AssertInventoryRefused(new InventoryRecord { Generation = 1, Parts = [new PartRecord { FileName = fileName }] });

    [Fact]
    public void Inventories_that_contradict_themselves_are_refused()
    {
        AssertInventoryRefused(new InventoryRecord { Generation = 0 });
        AssertInventoryRefused(new InventoryRecord { Generation = 5, ParentGeneration = 5 });
        AssertInventoryRefused(new InventoryRecord { Generation = 1, CreatedUnixMilliseconds = long.MaxValue });
        AssertInventoryRefused(new InventoryRecord { Generation = 1, IntervalMilliseconds = long.MaxValue });
        AssertInventoryRefused(new InventoryRecord { Generation = 1, Keep = -1 });
        AssertInventoryRefused(new InventoryRecord { Generation = 1, Parts = [new PartRecord { FileName = "p1.img" }, new PartRecord { FileName = "p1.img", Pid = 2 }] });
        AssertInventoryRefused(new InventoryRecord { Generation = 1, Parts = [new PartRecord { FileName = "p1.img" }, new PartRecord { FileName = "p2.img" }] });
    }

    [Fact]
    public void A_process_file_is_no_inventory_and_an_inventory_no_process_file()
    {
        SampleImage.Write(directory.File("p1.img"));
        Assert.Contains("kind", Assert.Throws<ImageFormatException>(() => InventoryFile.Read(directory.File("p1.img"))).Message, StringComparison.Ordinal);
        InventoryFile.Write(directory.File("inventory.img"), new InventoryRecord { Generation = 1 });
        Assert.Contains("kind", Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open(directory.File("inventory.img"))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();

    private void AssertInventoryRefused(InventoryRecord inventory)
    {
        var path = directory.File($"{Guid.NewGuid():n}.img");
        InventoryFile.Write(path, inventory);
        Assert.Throws<ImageFormatException>(() => InventoryFile.Read(path));
    }

    private static void AssertRefusedOrWhole(string path, bool mayBeWhole)
    {
        try
        {
            ProcessFileReader.Open(path).Dispose();
            Assert.True(mayBeWhole);
        }
        catch (ImageFormatException refusal)
        {
            Assert.StartsWith($"{path}, offset ", refusal.Message, StringComparison.Ordinal);
        }
        File.Delete(path);
    }

    private string Craft(ProcessFileRecord record)
    {
        var path = directory.File($"{Guid.NewGuid():n}.img");
        using var file = NewFile.Create(path);
        RecordFile.Write(file, path, ImageFileKind.Process, RecordOffset, record, null);
        return path;
    }

    private string CraftRaw(byte[] records)
    {
        var path = directory.File($"{Guid.NewGuid():n}.img");
        var (page, _) = new FileHeader(ImageFileKind.Process, RecordOffset + records.Length, RecordOffset, records.Length, Crc32C.Of(records)).Write();
        File.WriteAllBytes(path, [.. page, .. new byte[RecordOffset - 4096], .. records]);
        return path;
    }
}
