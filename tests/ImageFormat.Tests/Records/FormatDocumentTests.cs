using System.Text.RegularExpressions;
using Entracte.ImageFormat.Files;

namespace Entracte.ImageFormat.Tests.Records;

/// <summary>FORMAT.md says what the program does.</summary>
public sealed partial class FormatDocumentTests
{
    private static readonly string Document = FindDocument();

    [Fact]
    public void The_records_are_those_of_the_document()
    {
        var text = File.ReadAllText(Document);
        var section = Section().Match(text).Groups["section"];
        var expected = RecordSection.Make();
        if (Environment.GetEnvironmentVariable("ENTRACTE_WRITE_FORMAT") == "1")
        {
            File.WriteAllText(Document, text[..section.Index] + expected + text[(section.Index + section.Length)..]);
            return;
        }
        Assert.True(section.Value == expected, "Section 6 of FORMAT.md is not what the records are: run the tests of ImageFormat with ENTRACTE_WRITE_FORMAT=1, and look at the difference.");
    }

    [Fact]
    public void The_header_is_where_the_document_says()
    {
        var (page, checksum) = new FileHeader(ImageFileKind.Inventory, 0x1122334455667788, 0x0102030405060708, 0x1112131415161718, 0xaabbccdd).Write();
        Assert.Equal("89454E540D0A1A0A" + "01000000" + Convert.ToHexString(BitConverter.GetBytes(checksum)) + "02000000" + "00100000" + "8877665544332211"
            + "0807060504030201" + "1817161514131211" + "DDCCBBAA" + "00000000" + new string('0', 48), Convert.ToHexString(page.AsSpan(0, 80)));
    }

    private static string FindDocument()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Entracte.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests do not lie within the repository.");
        return Path.Combine(directory.FullName, "ImageFormat", "FORMAT.md");
    }

    [GeneratedRegex(@"<!-- records:[^>]*-->\n(?<section>.*?)<!-- end of records -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
