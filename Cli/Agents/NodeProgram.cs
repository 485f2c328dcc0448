using System.Text;
using Entracte.Api.Agents;
using Entracte.Cli.Launching;

namespace Entracte.Cli.Agents;

/// <summary>Finds entracte-node: where ENTRACTE_NODE says, beside the command, or, in a working copy, in the build output.</summary>
internal static class NodeProgram
{
    private const string Name = "entracte-node";

    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("ENTRACTE_NODE") is { Length: > 0 } chosen)
            return File.Exists(chosen) ? chosen : throw new CommandFailedException($"ENTRACTE_NODE names {chosen}, which does not exist.");
        var beside = Path.Combine(AppContext.BaseDirectory, Name);
        return File.Exists(beside)
            ? beside
            : InWorkingCopy() ?? throw new CommandFailedException($"{Name} was not found beside the command ({AppContext.BaseDirectory}); set ENTRACTE_NODE to its path.");
    }

    /// <summary>Does not return: this process is the node program from then on.</summary>
    public static int Become(IReadOnlyList<string> arguments)
    {
        var node = Find();
        var environment = Inherited.EnvironmentWithout(LaunchMark.Variable);
        // What programs there find as ssh is this command.
        if (Environment.ProcessPath is { } self && Path.GetFileName(self) != "dotnet")
            environment = [.. environment.Where(entry => !entry.AsSpan().StartsWith("ENTRACTE_COMMAND="u8)), Encoding.UTF8.GetBytes($"ENTRACTE_COMMAND={self}")];
        throw Becoming.Become(Encoding.UTF8.GetBytes(node), [.. arguments.Prepend(node).Select(Encoding.UTF8.GetBytes)], environment);
    }

    private static string? InWorkingCopy()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var node = Path.Combine(folder.FullName, "Node", "bin");
            if (Directory.Exists(node))
                return Directory.EnumerateFiles(node, Name, SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc);
        }

        return null;
    }
}
