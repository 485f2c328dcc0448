using System.Text.RegularExpressions;

namespace Entracte.House.Tests;

/// <summary>What is written about the code holds for the code.</summary>
public sealed partial class DocumentTests
{
    private const int ReadmeLinesMax = 70;

    [Fact]
    public void Every_top_folder_says_what_it_is_for_on_one_screen()
    {
        var folders = Checkout.Files.Where(file => file.Contains('/')).Select(file => file.Split('/')[0])
            .Where(folder => !folder.StartsWith('.')).Distinct().ToList();
        Findings.None(
            folders.Select(folder => $"{folder}/README.md").Where(readme => !Checkout.Exists(readme) || Checkout.Lines(readme).Length > ReadmeLinesMax),
            $"a README.md of at most {ReadmeLinesMax} lines");
    }

    [Fact]
    public void Every_file_that_a_document_names_is_there() => Findings.None(
        Checkout.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)).SelectMany(document => NamedPath().Matches(Checkout.Text(document))
            .Select(match => match.Groups[1].Value)
            .Where(path => !path.StartsWith("build/", StringComparison.Ordinal) && path != "docs/benchmarks.md") // both are made by running
            .Where(path => !Checkout.Exists(path) && !Checkout.Exists($"{Path.GetDirectoryName(document)}/{path}"))
            .Select(path => $"{document}: {path}")),
        "a document names a file that does not exist");

    [Fact]
    public void Every_test_in_the_coverage_ledger_exists()
    {
        var tests = Checkout.CSharp.Where(file => Checkout.IsIn(file, "tests")).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Findings.None(
            Checkout.Lines("tests/COVERAGE.md").Where(line => line.StartsWith('|'))
                .SelectMany(line => LedgerEntry().Matches(line).Select(match => match.Groups[1].Value))
                .Where(name => !tests.Contains(name) && !Checkout.Exists($"tests/victims/{name}.c")),
            "tests/COVERAGE.md names a test class or victim that does not exist");
    }

    /// <summary>A path in code quotes: with a slash in it, an extension at its end, and no blanks, wildcards or places to fill in.</summary>
    [GeneratedRegex(@"`((?:[\w.-]+/)+[\w.-]+\.(?:md|cs|c|h|hocon|txt|cake|csproj|py|sh))`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex LedgerEntry();
}
