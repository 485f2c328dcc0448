namespace Entracte.Cli.Verbs;

/// <summary>What names a computation, or the place of its images.</summary>
internal static class Targets
{
    /// <summary>With a slash in it, or as "." and "..", it is a path, as for the shells' lookup of commands; otherwise a name.</summary>
    public static string Absolute(string target) => target.Contains('/') || target is "." or ".." ? Path.GetFullPath(target) : target;
}
