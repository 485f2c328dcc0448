using Entracte.ImageFormat.Files;

namespace Entracte.ImageFormat.Tests.Hostile;

/// <summary>Bits that flipped and ends that are missing, by accident: checksums and lengths notice every one.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly byte[] whole;
    private readonly string path;

    public DamagedFileTests()
    {
        path = directory.File("p4711.img");
        SampleImage.Write(path);
        whole = File.ReadAllBytes(path);
    }

    [Fact]
    public void Any_flipped_bit_is_noticed_unless_nothing_is_stored_there()
    {
        using var reader = ProcessFileReader.Open(path);
        var extents = reader.Record.Extents;
        var records = extents.Max(extent => FormatLimits.PageAligned(extent.FileOffset + extent.StoredLengthBytes));
        for (var offset = 0; offset < whole.Length; offset += StepAt(offset, records))
        {
            var damaged = (byte[])whole.Clone();
            damaged[offset] ^= (byte)(1 << offset % 8);
            File.WriteAllBytes(path, damaged);
            var padding = offset >= 4096 && offset < records && !extents.Any(extent => offset >= extent.FileOffset && offset < extent.FileOffset + extent.StoredLengthBytes);
            if (padding)
                Read();
            else
                AssertRefused($"bit flipped at {offset}");
        }
    }

    [Fact]
    public void Any_missing_end_is_noticed()
    {
        foreach (var length in Enumerable.Range(0, whole.Length / 512).Select(block => block * 512).Concat(Enumerable.Range(whole.Length - 300, 300)).Append(1).Append(4095))
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertRefused($"cut to {length}");
        }
    }

    [Fact]
    public void Anything_appended_is_noticed()
    {
        File.WriteAllBytes(path, [.. whole, 0]);
        AssertRefused("one byte more");
    }

    [Theory]
    [InlineData("", "ends within its header")]
    [InlineData("#!/bin/sh\n", "ends within its header")]
    public void A_short_foreign_file_is_refused(string content, string expected) => AssertForeign(System.Text.Encoding.UTF8.GetBytes(content), expected);

    [Fact]
    public void A_long_foreign_file_is_refused() => AssertForeign(File.ReadAllBytes(typeof(object).Assembly.Location)[..10_000], "not a file of an Entracte image");

    [Fact]
    public void A_file_that_was_never_completed_is_refused() => AssertForeign(new byte[10_000], "never completed");

    [Fact]
    public void A_directory_a_device_and_nothing_are_refused()
    {
        Assert.Contains("not a regular file", Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open("/dev/zero")).Message, StringComparison.Ordinal);
        Assert.Contains("not a regular file", Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open(directory.Path)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => ProcessFileReader.Open(directory.File("nothing")));
    }

    public void Dispose() => directory.Dispose();

    /// <summary>Every byte of the header's fields and of the records; samples of the header's zeros and of the pages.</summary>
    private static int StepAt(int offset, long recordOffset)
        => offset < 128 || offset >= recordOffset - 61 ? 1 : offset is < 4096 - 17 ? 17 : 61;

    private void AssertForeign(byte[] content, string expected)
    {
        File.WriteAllBytes(path, content);
        var refusal = Assert.Throws<ImageFormatException>(() => ProcessFileReader.Open(path));
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    private void AssertRefused(string damage)
    {
        var refusal = Record.Exception(Read);
        Assert.True(refusal is ImageFormatException { Offset: not null } && refusal.Message.StartsWith(path, StringComparison.Ordinal), $"{damage}: {refusal}");
    }

    private void Read()
    {
        using var reader = ProcessFileReader.Open(path);
        reader.VerifyExtents();
    }
}
