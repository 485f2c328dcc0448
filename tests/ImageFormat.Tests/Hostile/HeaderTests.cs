using Entracte.ImageFormat.Files;

namespace Entracte.ImageFormat.Tests.Hostile;

public sealed class HeaderTests
{
    public static TheoryData<long, long, long, string> BadPlaces => new()
    {
        { 8192, 4096, 4095, "do not end with the file" },
        { 8192, 0, 8192, "cannot begin at 0" },
        { 8192, 4097, 4095, "cannot begin at 4097" },
        { 8192, 12288, -4096, "cannot begin at 12288" },
        { 8192, -4096, 12288, "cannot begin at -4096" },
        { 8192, long.MinValue, long.MaxValue, "cannot begin" },
        { 8192, 4096, -1, "cannot have -1 bytes" },
        { 1L << 40, 4096, (1L << 40) - 4096, "at most" },
        { 8193, 4096, 4096, "was written with" },
    };

    [Theory]
    [MemberData(nameof(BadPlaces))]
    public void Records_at_an_impossible_place_are_refused(long fileBytes, long recordOffset, long recordBytes, string expected)
    {
        var (page, _) = new FileHeader(ImageFileKind.Process, fileBytes, recordOffset, recordBytes, 0).Write();
        var actual = fileBytes == 8193 ? 8192 : fileBytes;
        Assert.Contains(expected, Assert.Throws<ImageFormatException>(() => FileHeader.Read(page, "p1.img", actual, ImageFileKind.Process)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_is_named_before_anything_else_of_the_header_is_believed()
    {
        var (page, _) = new FileHeader(ImageFileKind.Process, 8192, 4096, 4096, 0).Write();
        page[8] = 2;
        page[100] = 1;
        Assert.Contains("version 2", Assert.Throws<ImageFormatException>(() => FileHeader.Read(page, "p1.img", 8192, ImageFileKind.Process)).Message, StringComparison.Ordinal);
    }
}
