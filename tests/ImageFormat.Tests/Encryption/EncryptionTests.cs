using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Encryption;

public sealed class EncryptionTests : IDisposable
{
    private static readonly ImageKey Key = ImageKey.FromBytes(Enumerable.Repeat((byte)7, 32).ToArray());
    private static readonly ImageKey AnotherKey = ImageKey.FromBytes(Enumerable.Repeat((byte)8, 32).ToArray());

    private readonly TemporaryDirectory directory = new();

    [Fact]
    public void An_encrypted_file_gives_back_its_content_and_shows_nothing_of_it()
    {
        var path = Write(Key);
        Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf("what was in the pipe"u8));
        Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf("simulation"u8));
        using var reader = ProcessFileReader.Open(path, Key);
        reader.VerifyExtents();
        Assert.Equal("what was in the pipe"u8, reader.ReadObject(SampleImage.QueueId, 100));
        Assert.Equal(SampleImage.Record.Process.CommandLine, reader.Record.Process.CommandLine);
        Assert.Empty(reader.RawRuns(0));
        var pages = new byte[3 * 4096];
        reader.Read(reader.Record.Extents[0], pages);
        var expected = new byte[3 * 4096];
        new Random(1).NextBytes(expected);
        Assert.Equal(expected, pages);
        var zeros = new byte[4 * 4096];
        reader.Read(reader.Record.Extents[1], zeros);
        Assert.All(zeros, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Without_the_right_key_nothing_is_read_and_the_message_says_why()
    {
        var path = Write(Key);
        Assert.Contains("is encrypted", Assert.Throws<ImageKeyException>(() => ProcessFileReader.Open(path)).Message, StringComparison.Ordinal);
        Assert.Contains("another key", Assert.Throws<ImageKeyException>(() => ProcessFileReader.Open(path, AnotherKey)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_file_in_place_of_an_encrypted_one_is_refused()
        => Assert.Contains("not encrypted", Assert.Throws<ImageKeyException>(() => ProcessFileReader.Open(Write(null), Key)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_same_content_never_looks_the_same_twice()
        => Assert.NotEqual(File.ReadAllBytes(Write(Key))[4096..8192], File.ReadAllBytes(Write(Key))[4096..8192]);

    [Fact]
    public void Raw_pages_cannot_be_written_past_the_encryption()
    {
        using var writer = ProcessFileWriter.Create(directory.File("p1.img"), Key);
        Assert.False(writer.TakesRawPages);
        Assert.Throws<NotSupportedException>(() => writer.Reserve(0, 0x5000, 4096));
    }

    [Fact]
    public void Records_that_were_changed_with_a_right_checksum_are_refused()
    {
        var path = Write(Key);
        var bytes = File.ReadAllBytes(path);
        var header = FileHeader.Read(bytes.AsSpan(0, 4096).ToArray(), path, bytes.Length, ImageFileKind.Process);
        var records = bytes[(int)header.RecordOffset..];
        records[0] ^= 1;
        var (page, _) = (header with { RecordChecksum = ImageFormat.Checksums.Crc32C.Of(records) }).Write();
        File.WriteAllBytes(path, [.. page, .. bytes[4096..(int)header.RecordOffset], .. records]);
        Assert.Contains("does not have the key", Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open(path, Key)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_with_a_key_encrypts_the_inventory_as_well()
    {
        var store = new DirectoryImageStore(directory.File("images"), Key);
        using (var writer = store.Begin("job"))
        {
            SampleImage.Write(writer.CreatePart(4711));
            writer.Commit(new InventoryRecord { Parts = [new PartRecord { Pid = 4711, Command = "secret" }] });
        }
        Assert.Null(Assert.Single(store.List("job")).Fault);
        Assert.Contains("is encrypted", Assert.Single(new DirectoryImageStore(directory.File("images")).List("job")).Fault, StringComparison.Ordinal);
        Assert.Equal(4711, store.Open("job").OpenPart(store.Open("job").Inventory.Parts[0]).Record.Process.Pid);
        Assert.Empty(ImageVerifier.Verify(directory.File("images/job"), key: Key).Damages);
        Assert.NotEmpty(ImageVerifier.Verify(directory.File("images/job")).Damages);
        Assert.NotEmpty(ImageDescription.Of(directory.File("images/job"), key: Key).Tables);
    }

    [Fact]
    public void A_key_that_others_can_read_or_that_is_short_is_refused()
    {
        var path = directory.File("key");
        File.WriteAllBytes(path, new byte[32]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<ImageKeyException>(() => ImageKey.FromFile(path)).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ImageKey.FromFile(path);
        File.WriteAllBytes(path, new byte[31]);
        Assert.Throws<ImageKeyException>(() => ImageKey.FromFile(path));
    }

    public void Dispose() => directory.Dispose();

    private string Write(ImageKey? key)
    {
        var path = directory.File($"{Guid.NewGuid():n}.img");
        using var writer = ProcessFileWriter.Create(path, key);
        SampleImage.Write(writer);
        return path;
    }
}
