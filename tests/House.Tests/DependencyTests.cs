using System.Xml.Linq;

namespace Entracte.House.Tests;

/// <summary>Dependencies run one way: ImageFormat, ProcessHook, Coordinator.Actors, Node; and Api, Cli and Node.</summary>
public sealed class DependencyTests
{
    /// <summary>What each part may depend on. A part that is not here is a test, a sample or a bench, and may use what it likes.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["ImageFormat"] = [],
        ["ProcessHook"] = ["ImageFormat"],
        ["Coordinator.Actors"] = ["ProcessHook", "ImageFormat"],
        ["Api"] = [],
        ["Cli"] = ["Api"],
        ["Node"] = ["Api", "Coordinator.Actors", "ProcessHook", "ImageFormat"],
    };

    /// <summary>The namespace of each part.</summary>
    private static readonly Dictionary<string, string> s_namespaces = new()
    {
        ["ImageFormat"] = "Entracte.ImageFormat",
        ["ProcessHook"] = "Entracte.ProcessHook",
        ["Coordinator.Actors"] = "Entracte.Coordinator",
        ["Api"] = "Entracte.Api",
        ["Cli"] = "Entracte.Cli",
        ["Node"] = "Entracte.Node",
    };

    /// <summary>Native calls that are not the system's: zstd's library, and the command's own first function.</summary>
    private static readonly string[] s_notOfTheSystem = ["ImageFormat/Compression/Zstandard.cs", "Cli/Launching/EntryState.cs"];

    public static TheoryData<string> Parts => [.. s_allowed.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_project_refers_only_to_those_below_it(string part)
    {
        var project = Checkout.Files.Single(file => Checkout.IsIn(file, part) && file.EndsWith(".csproj", StringComparison.Ordinal));
        var referred = XDocument.Parse(Checkout.Text(project)).Descendants("ProjectReference").Select(reference => Folder((string)reference.Attribute("Include")!));
        Findings.None(referred.Where(other => !s_allowed[part].Contains(other)), $"{part} may refer to [{string.Join(", ", s_allowed[part])}] only");
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void No_file_names_a_namespace_from_above(string part)
    {
        var above = s_namespaces.Where(other => other.Key != part && !s_allowed[part].Contains(other.Key))
            .SelectMany(other => new[] { $"using {other.Value}.", $"using {other.Value};" }).ToList();
        Findings.None(
            Checkout.CSharp.Where(file => Checkout.IsIn(file, part)).Where(file => HasLine(file, above)),
            $"{part} is below [{string.Join(' ', above)}]");
    }

    [Fact]
    public void Nothing_outside_of_standin_knows_that_there_are_stand_ins() => Findings.None(
        Checkout.CSharp.Where(file => !Checkout.IsIn(file, "standin") && !Checkout.IsIn(file, "tests/House.Tests"))
            .Where(file => Checkout.Text(file).Contains("StandIn", StringComparison.Ordinal)),
        "what depends on the stand-ins breaks with the packages");

    [Fact]
    public void Native_calls_are_declared_in_folders_named_Linux_and_nowhere_else() => Findings.None(
        Checkout.CSharp.Where(file => !Checkout.IsIn(file, "tests") && !file.Contains("/Linux/", StringComparison.Ordinal) && !s_notOfTheSystem.Contains(file))
            .Where(file => HasLine(file, ["[LibraryImport(", "[DllImport("])),
        "one file per man page, in a folder Linux");

    private static bool HasLine(string file, IReadOnlyCollection<string> beginnings) =>
        Checkout.Lines(file).Any(line => beginnings.Any(beginning => line.TrimStart().StartsWith(beginning, StringComparison.Ordinal)));

    private static string Folder(string reference) => reference.Split('/', '\\').SkipLast(1).Last();
}
