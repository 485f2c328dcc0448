using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.Tests.Restore;

public sealed class MappedFilesAreChecked : IDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly MappedFileRecord file;

    public MappedFilesAreChecked()
    {
        File.WriteAllText(path, "content");
        var status = FileStatus.OfPath(path)!.Value;
        file = FileContent.Describe(new MappedFileRecord { Path = path, LengthBytes = status.LengthBytes, ModifiedUnixNanoseconds = status.ModifiedUnixNanoseconds }, path);
    }

    [Fact]
    public void A_file_that_was_left_alone_is_the_same() => Assert.Empty(Check(file));

    [Fact]
    public void A_copy_with_another_time_is_the_same()
    {
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        Assert.Empty(Check(file));
    }

    [Fact]
    public void Other_content_of_the_same_length_is_refused_by_name()
    {
        File.WriteAllText(path, "CONTENT");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(1));
        Assert.Contains(path, Assert.Single(Check(file)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_changed_byte_anywhere_in_a_file_of_some_megabytes_is_noticed()
    {
        var content = new byte[3 << 20];
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        var before = FileContent.Describe(file with { LengthBytes = content.Length, ModifiedUnixNanoseconds = 0, SampleChecksum = 0 }, path);
        content[content.Length / 2] = 1;
        File.WriteAllBytes(path, content);
        Assert.Contains("other content", Assert.Single(Check(before)).What, StringComparison.Ordinal);
        Assert.Empty(Check(before, trustsFiles: true));
    }

    [Fact]
    public void Of_a_long_file_both_ends_and_places_between_are_looked_at()
    {
        const long length = 200L << 20;
        using (var sparse = File.Create(path))
            sparse.SetLength(length);
        var before = FileContent.Describe(file with { LengthBytes = length, ModifiedUnixNanoseconds = 0, SampleChecksum = 0 }, path);
        foreach (var place in new[] { 0, length / 255 * 100 + 100, length - 1 })
        {
            using (var changed = File.OpenWrite(path))
            {
                changed.Position = place;
                changed.WriteByte(1);
            }
            Assert.Single(Check(before));
            using (var mended = File.OpenWrite(path))
            {
                mended.Position = place;
                mended.WriteByte(0);
            }
        }
        Assert.Empty(Check(before));
    }

    [Fact]
    public void Another_size_is_refused_also_where_the_person_vouches_for_the_content()
    {
        File.WriteAllText(path, "longer content");
        Assert.Single(Check(file, trustsFiles: true));
    }

    [Fact]
    public void A_directory_in_its_place_is_refused()
    {
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.Contains("no regular file", Assert.Single(Check(file)).What, StringComparison.Ordinal);
        Directory.Delete(path);
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        File.Delete(path);
        Assert.Contains("missing", Assert.Single(Check(file)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_the_program_writes_through_its_mapping_may_be_newer_but_not_shorter()
    {
        File.WriteAllText(path, "longer content");
        Assert.Empty(Check(file with { IsWritten = true }));
        File.WriteAllText(path, "c");
        Assert.Single(Check(file with { IsWritten = true }));
    }

    public void Dispose() => File.Delete(path);

    private static IEnumerable<Obstacle> Check(MappedFileRecord record, bool trustsFiles = false)
        => MappedFileChecks.Of([new ProcessFileRecord { Process = new ProcessRecord { Pid = 5 }, MappedFiles = [record] }], trustsFiles);
}
