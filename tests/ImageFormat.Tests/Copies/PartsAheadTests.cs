using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Records;
using Entracte.ImageFormat.Stores;

namespace Entracte.ImageFormat.Tests.Copies;

/// <summary>The pages of an image get elsewhere while it is being written; the image only as a whole.</summary>
public sealed class PartsAheadTests : IDisposable
{
    private const int Pid = 4711;
    private const string Part = "p4711.img";
    private readonly TemporaryDirectory directory = new();
    private readonly byte[] pages = new byte[3 * FormatLimits.PageBytes];
    private ProcessFileWriter? part;

    public PartsAheadTests() => new Random(Pid).NextBytes(pages);

    [Fact]
    public void What_came_ahead_is_gone_on_from_and_only_the_header_comes_again()
    {
        using var writer = Begin();
        SendPages(PagesOf(writer), isAnew: true);
        Assert.Empty(new DirectoryImageStore(There).List("job"));
        Commit(writer);

        using var source = ImageSource.Open(Here, "job");
        using var intake = ImageIntake.Open(There, "job", 1, source.Files);
        Assert.Equal([0, FormatLimits.PageBytes + pages.Length], intake.HeldBytes);
        intake.Write(Part, 0, source.Read(Part, 0, FormatLimits.PageBytes));
        SendRest(source, intake);
        Assert.True(intake.Complete());
        Assert.Empty(ImageVerifier.Verify(Path.Combine(There, "job")).Damages);
        Assert.Equal(File.ReadAllBytes(Path.Combine(source.Place, Part)), File.ReadAllBytes(Path.Combine(intake.Place, Part)));
    }

    [Fact]
    public void What_came_ahead_of_an_image_that_was_given_up_is_seen_and_thrown_away()
    {
        using (var givenUp = Begin())
            SendPages(PagesOf(givenUp), isAnew: true);
        pages[^1] ^= 1;
        using var writer = Begin();
        Commit(writer);
        using var source = ImageSource.Open(Here, "job");
        using (var intake = ImageIntake.Open(There, "job", 1, source.Files))
        {
            intake.Write(Part, 0, source.Read(Part, 0, FormatLimits.PageBytes));
            SendRest(source, intake);
            Assert.Throws<ImageFormatException>(() => intake.Complete());
        }

        using var again = ImageIntake.Open(There, "job", 1, source.Files);
        Assert.Equal([0, 0], again.HeldBytes);
    }

    [Fact]
    public void Whoever_begins_anew_or_gives_up_leaves_nothing_of_before()
    {
        using var writer = Begin();
        var files = PagesOf(writer);
        SendPages(files, isAnew: true);
        using (var next = ImageIntake.OpenAhead(There, "job", 1, files, isAnew: false))
            Assert.Equal([files[0].LengthBytes], next.HeldBytes);
        using (var other = ImageIntake.OpenAhead(There, "job", 1, files, isAnew: true))
            Assert.Equal([0], other.HeldBytes);

        SendPages(files, isAnew: true);
        using (var last = ImageIntake.OpenAhead(There, "job", 1, files, isAnew: false))
            last.Abandon();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(There, "job")));
    }

    [Fact]
    public void A_directory_that_both_have_needs_nothing()
    {
        using var writer = Begin();
        var files = PagesOf(writer);
        using (var intake = ImageIntake.OpenAhead(Here, "job", 1, files, isAnew: true))
            Assert.Equal([files[0].LengthBytes], intake.HeldBytes);
        Commit(writer);
        Assert.Empty(ImageVerifier.Verify(Path.Combine(Here, "job")).Damages);
    }

    public void Dispose() => directory.Dispose();

    private string Here => Path.Combine(directory.Path, "here");

    private string There => Path.Combine(directory.Path, "there");

    private IImageWriter Begin()
    {
        var writer = new DirectoryImageStore(Here).Begin("job", 1);
        part = writer.CreatePart(Pid);
        part.Append(0, 0x1000, pages);
        return writer;
    }

    private void Commit(IImageWriter writer)
    {
        part!.Complete(new ProcessFileRecord { Process = new ProcessRecord { Pid = Pid } });
        writer.Commit(new InventoryRecord { ComputationId = "c", Parts = [new PartRecord { Pid = Pid }] });
    }

    private static CopiedFile[] PagesOf(IImageWriter writer) => [new CopiedFile(Part, new FileInfo(Path.Combine(writer.Place, Part)).Length)];

    private void SendPages(CopiedFile[] files, bool isAnew)
    {
        using var source = ImageSource.OfParts(Here, "job", 1, files);
        using var intake = ImageIntake.OpenAhead(There, "job", 1, source.Files, isAnew);
        SendRest(source, intake);
    }

    private static void SendRest(ImageSource source, ImageIntake intake)
    {
        foreach (var (file, held) in source.Files.Zip(intake.HeldBytes))
            intake.Write(file.Name, held, source.Read(file.Name, held, (int)(file.LengthBytes - held)));
    }
}
