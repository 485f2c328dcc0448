using System.Text.RegularExpressions;

namespace Entracte.House.Tests;

/// <summary>The part of the style that a machine can see.</summary>
public sealed partial class StyleTests
{
    private const int LineLengthMax = 200;
    private const int FileLinesMax = 300;
    private const int NativeFileLinesMax = 500;
    private const int VictimLinesMax = 60;

    [Fact]
    public void A_file_can_be_read_in_one_sitting() => Findings.None(
        Longer(Checkout.CSharp, FileLinesMax).Concat(Longer(Checkout.C, NativeFileLinesMax)),
        $"C# files have at most {FileLinesMax} lines, C files {NativeFileLinesMax}");

    [Fact]
    public void A_victim_can_be_read_at_a_glance() => Findings.None(
        Longer(Checkout.C.Where(file => Checkout.IsIn(file, "tests/victims") && file.EndsWith(".c", StringComparison.Ordinal)), VictimLinesMax),
        $"victims have at most {VictimLinesMax} lines");

    [Fact]
    public void A_line_fits_on_a_wide_screen() => Findings.None(
        Checkout.CSharp.Concat(Checkout.C).SelectMany(file => Checkout.Lines(file)
            .Select((line, index) => (line.Length, Place: $"{file}:{index + 1}"))
            .Where(line => line.Length > LineLengthMax)
            .Select(line => line.Place)),
        $"lines have at most {LineLengthMax} characters");

    [Fact]
    public void A_file_of_the_product_has_one_type_at_its_top() => Findings.None(
        Checkout.Product.Where(file => Checkout.Lines(file).Count(line => TopType().IsMatch(line)) > 1),
        "one type per file");

    [Fact]
    public void An_error_is_never_swallowed_without_a_word() => Findings.None(
        Checkout.CSharp.Where(file => !Checkout.IsIn(file, "tests/House.Tests") && EmptyCatch().IsMatch(Checkout.Text(file))),
        "an empty catch block needs a sentence that says why that is right");

    [Fact]
    public void Nothing_is_left_for_later_in_the_code() => Findings.None(
        Checkout.CSharp.Concat(Checkout.C).Where(file => !Checkout.IsIn(file, "tests/House.Tests"))
            .Where(file => Later().IsMatch(Checkout.Text(file))),
        "what is not done is said in docs/limits.md, or to whoever is refused");

    [Fact]
    public void Text_is_plain_with_line_feeds_and_without_blanks_at_the_end() => Findings.None(
        Checkout.CSharp.Concat(Checkout.C).Where(file =>
        {
            var text = Checkout.Text(file);
            return text.Contains('\t') || text.Contains('\r') || !text.EndsWith('\n') || TrailingBlank().IsMatch(text);
        }),
        "no tabs, no carriage returns, no blanks at the end of a line, a line feed at the end of the file");

    [Fact]
    public void Code_is_not_folded_away() => Findings.None(
        Checkout.CSharp.Where(file => Checkout.Lines(file).Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal))),
        "a region hides what should be a type of its own");

    [Fact]
    public void Folders_are_stages_or_conversations_and_never_kinds() => Findings.None(
        Checkout.Files.Where(file => Regex.IsMatch(file, "(^|/)(Models|Utils|Helpers|Common|Misc|Interfaces|Enums)/")),
        "no folder is named after a kind");

    [Fact]
    public void A_test_is_named_by_a_sentence_about_a_situation() => Findings.None(
        Checkout.CSharp.Where(file => Checkout.IsIn(file, "tests")).SelectMany(file => TestMethod().Matches(Checkout.Text(file))
            .Select(match => match.Groups[1].Value)
            .Where(name => name.Count(c => c == '_') < 2)
            .Select(name => $"{file}: {name}")),
        "a test's name has at least three words with _ between them");

    private static IEnumerable<string> Longer(IEnumerable<string> files, int max) => files
        .Select(file => (file, lines: Checkout.Lines(file).Length))
        .Where(found => found.lines > max)
        .Select(found => $"{found.file} has {found.lines}");

    [GeneratedRegex(@"^((public|internal|file|sealed|static|abstract|readonly|partial|unsafe|ref|record) )*(class|struct|record|interface|enum|delegate) ")]
    private static partial Regex TopType();

    [GeneratedRegex(@"catch\b[^{}]*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Later();

    [GeneratedRegex(@"[ \t]+\n")]
    private static partial Regex TrailingBlank();

    [GeneratedRegex(@"\[(?:\w*Fact|\w*Theory)\b[^\]]*\](?:\s*\[[^\]]*\])*\s*public (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex TestMethod();
}
