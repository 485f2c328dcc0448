namespace Entracte.Victims;

/// <summary>The compiled victims beside the running tests.</summary>
public static class VictimPrograms
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "victims");

    /// <summary>The names of all victims, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The program's path.</summary>
    /// <exception cref="FileNotFoundException">No victim has that name.</exception>
    public static string PathOf(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"there is no victim named {name}; tests/victims/README.md says how to add one", path);
    }
}
