using System.Reflection;

namespace Entracte.House.Tests;

/// <summary>The files of the repository, without what builds leave behind.</summary>
internal static class Checkout
{
    private static readonly HashSet<string> s_left = ["bin", "obj", "build", ".git", ".vs", ".vscode", "TestResults", "__pycache__"];

    public static string Root { get; } = Path.GetFullPath(
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Checkout").Value!);

    /// <summary>All files, by their path from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Below(Root).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> CSharp => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> C => Files.Where(file => Path.GetExtension(file) is ".c" or ".h" or ".S");

    /// <summary>C# that is ours to the last line: neither a test nor a stand-in, whose shape is somebody else's.</summary>
    public static IEnumerable<string> Product => CSharp.Where(file => !IsIn(file, "tests") && !IsIn(file, "standin"));

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    public static bool IsIn(string file, string folder) => file.StartsWith(folder + "/", StringComparison.Ordinal);

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(inner => !s_left.Contains(Path.GetFileName(inner))).SelectMany(Below));
}
