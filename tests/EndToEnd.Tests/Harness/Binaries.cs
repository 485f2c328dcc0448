namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>
/// Where the command and the node agent are: where ENTRACTE_BIN says (build.cake sets it, so that the suite can be copied anywhere),
/// else in the build output of the working copy around the running tests, of the same configuration.
/// </summary>
public static class Binaries
{
    public static string Command { get; } = Find("entracte", "Cli");
    public static string Node { get; } = Find("entracte-node", "Node");

    /// <summary>The node agent that dies where it is told to (tests/DoomedAgent); it is laid out beside the others.</summary>
    public static string DoomedNode { get; } = Find("doomed-entracte-node", "tests/DoomedAgent", "../DoomedAgent");

    private static string Find(string name, string project, string laidOut = "")
    {
        if (Environment.GetEnvironmentVariable("ENTRACTE_BIN") is { Length: > 0 } chosen)
            return Existing(Path.GetFullPath(Path.Combine(chosen, laidOut, name)));
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Entracte.slnx")))
            root = root.Parent;
        if (root is null)
            throw new HarnessException($"The tests run outside the working copy, from {output.FullName}: set ENTRACTE_BIN to the folder of entracte and entracte-node.");
        var place = Path.GetRelativePath(Path.Combine(root.FullName, "tests", "EndToEnd.Tests"), output.FullName);
        return Existing(Path.Combine(root.FullName, project, place, name));
    }

    private static string Existing(string path)
        => File.Exists(path) ? path : throw new HarnessException($"{path} does not exist; build the solution first.");
}
