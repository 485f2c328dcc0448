using Entracte.ImageFormat.Compression;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Tests.Files;

public sealed class ProcessFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    [Fact]
    public void A_file_gives_back_its_records_and_its_memory()
    {
        var pages = Noise(5 * 4096);
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
        {
            var offset = writer.Reserve(0, 0x7000_0000_0000, pages.Length);
            writer.Append(7, 100, "queue"u8);
            RandomAccess.Write(writer.File, pages, offset);
            writer.Complete(new ProcessFileRecord { Threads = [new ThreadRecord { Tid = 5 }] });
            writer.Sync();
        }
        using var reader = ProcessFileReader.Open(directory.File("p1.img"));
        reader.VerifyExtents();
        Assert.Equal(5, Assert.Single(reader.Record.Threads).Tid);
        var memory = Assert.Single(reader.ExtentsOf(0).ToArray());
        var read = new byte[memory.LengthBytes];
        reader.Read(memory, read);
        Assert.Equal(pages, read);
        Assert.Equal([.. new byte[100], .. "queue"u8], reader.ReadObject(7, 1000));
        Assert.Empty(reader.ReadObject(8, 1000));
    }

    [Fact]
    public void What_is_late_gets_into_the_file_with_checksums_when_that_is_completed()
    {
        var (early, late) = (Noise(3 * FormatLimits.ExtentBytesWritten), Noise(2 * FormatLimits.ExtentBytesWritten + 4096));
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
        {
            RandomAccess.Write(writer.File, early, writer.Reserve(0, 0x10000, early.Length));
            var offset = writer.Reserve(0, 0x7000_0000, late.Length);
            writer.Complete(new ProcessFileRecord(), new LateBytes(offset, late.Length, (at, count) => late.AsSpan((int)(at - offset), count)));
        }

        using var reader = ProcessFileReader.Open(directory.File("p1.img"));
        reader.VerifyExtents();
        Assert.Equal(early.Length + late.Length, reader.ExtentsOf(0).ToArray().Sum(extent => extent.LengthBytes));
        var read = reader.ExtentsOf(0).ToArray().SelectMany(extent =>
        {
            var bytes = new byte[extent.LengthBytes];
            reader.Read(extent, bytes);
            return bytes;
        });
        Assert.True(read.SequenceEqual(early.Concat(late)));
    }

    [Fact]
    public void What_is_in_the_file_by_now_is_summed_up_before_the_rest_is_there()
    {
        var (early, late) = (Noise(3 * FormatLimits.ExtentBytesWritten), Noise(FormatLimits.ExtentBytesWritten + 4096));
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
        {
            writer.PlaceInParent(0, 0x1000, 4096, 7);
            var start = writer.Reserve(0, 0x10000, early.Length);
            var offset = writer.Reserve(0, 0x7000_0000, late.Length);
            Assert.False(writer.SumUpNext());
            RandomAccess.Write(writer.File, early.AsSpan(0, 2 * FormatLimits.ExtentBytesWritten + 1), start);
            Assert.True(writer.SumUpNext());
            Assert.True(writer.SumUpNext());
            Assert.False(writer.SumUpNext());
            RandomAccess.Write(writer.File, early, start);
            // What has been summed up is not read once more.
            RandomAccess.Write(writer.File, Noise(4096), start + FormatLimits.ExtentBytesWritten);
            writer.Complete(new ProcessFileRecord(), new LateBytes(offset, late.Length, (at, count) => late.AsSpan((int)(at - offset), count)));
        }

        using var reader = ProcessFileReader.Open(directory.File("p1.img"));
        var damaged = Assert.Single(reader.FindDamage());
        Assert.Equal(FormatLimits.PageBytes + FormatLimits.ExtentBytesWritten, damaged.Offset);
    }

    [Fact]
    public void A_full_disk_is_told_as_that_when_late_bytes_do_not_fit()
    {
        using var writer = ProcessFileWriter.Create(directory.File("p1.img"));
        var offset = writer.Reserve(0, 0x10000, 8192);
        var full = Assert.Throws<IOException>(() => writer.Complete(new ProcessFileRecord(), new LateBytes(offset, 8192, (_, _) => throw new IOException("the disk is full"))));
        Assert.Equal("the disk is full", full.Message);
    }

    [Fact]
    public void A_long_reservation_becomes_extents_that_are_read_as_one_run()
    {
        var length = 2L * FormatLimits.ExtentBytesWritten + 4096;
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
        {
            var offset = writer.Reserve(0, 0x10000, length);
            RandomAccess.Write(writer.File, Noise(4096), offset + length - 4096);
            Assert.Equal(offset + length, writer.Reserve(0, 0x7000_0000, 4096));
            writer.Complete(new ProcessFileRecord());
        }
        using var reader = ProcessFileReader.Open(directory.File("p1.img"));
        reader.VerifyExtents();
        Assert.Equal(4, reader.ExtentsOf(0).Length);
        Assert.Equal([new RawRun(0x10000, 4096, length), new RawRun(0x7000_0000, 4096 + length, 4096)], reader.RawRuns(0));
    }

    [Fact]
    public void A_compressed_extent_is_unpacked_and_one_that_would_grow_is_stored_raw()
    {
        Assert.True(Zstandard.IsAvailable, "libzstd is missing here");
        var soft = new byte[FormatLimits.ExtentBytesWritten + 8192];
        var hard = Noise(8192);
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
        {
            writer.AppendCompressed(0, 0x10000, soft);
            writer.AppendCompressed(0, 0x7000_0000, hard);
            Assert.Equal(soft.Length + hard.Length, writer.Complete(new ProcessFileRecord()).MemoryBytes);
        }
        Assert.True(new FileInfo(directory.File("p1.img")).Length < 100_000);
        using var reader = ProcessFileReader.Open(directory.File("p1.img"));
        reader.VerifyExtents();
        Assert.Equal([ExtentEncoding.Zstandard, ExtentEncoding.Zstandard, ExtentEncoding.Raw], reader.Record.Extents.Select(extent => extent.Encoding));
        foreach (var extent in reader.Record.Extents)
        {
            var read = new byte[extent.LengthBytes];
            reader.Read(extent, read);
            Assert.Equal(extent.Encoding == ExtentEncoding.Raw ? hard : new byte[extent.LengthBytes], read);
        }
    }

    [Fact]
    public void Nobody_but_the_owner_may_read_a_file()
    {
        using var writer = ProcessFileWriter.Create(directory.File("p1.img"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(writer.Path));
        Assert.Throws<IOException>(() => ProcessFileWriter.Create(writer.Path));
    }

    [Fact]
    public void A_prepared_file_is_there_when_something_goes_into_it()
    {
        using (ProcessFileWriter.Prepare(directory.File("never.img")))
            Assert.False(File.Exists(directory.File("never.img")));
        Assert.False(File.Exists(directory.File("never.img")));

        using var writer = ProcessFileWriter.Prepare(directory.File("p1.img"));
        writer.Reserve(0, 0x10000, 4096);
        Assert.False(writer.IsCreated);
        Assert.Equal(2 * 4096, writer.LengthBytes);
        writer.Append(0, 0x20000, Noise(4096));
        Assert.True(writer.IsCreated);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(writer.Path));
        Assert.Equal(3 * 4096, writer.LengthBytes);
    }

    [Fact]
    public void Nothing_is_created_for_who_is_disposed()
    {
        var writer = ProcessFileWriter.Prepare(directory.File("p1.img"));
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Append(0, 0, Noise(4096)));
        Assert.False(File.Exists(writer.Path));
    }

    [Fact]
    public void Ten_thousand_small_extents_are_checked()
    {
        using (var writer = ProcessFileWriter.Create(directory.File("p1.img")))
        {
            for (var index = 0; index < 10_000; index++)
                writer.Append(0, (ulong)index * 8192, Noise(4096));
            writer.Complete(new ProcessFileRecord());
        }
        using var reader = ProcessFileReader.Open(directory.File("p1.img"));
        Assert.Empty(reader.FindDamage());
        Assert.Equal(10_000, reader.ExtentsOf(0).Length);
    }

    public void Dispose() => directory.Dispose();

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
