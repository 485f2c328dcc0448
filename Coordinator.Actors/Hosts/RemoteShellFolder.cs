namespace Entracte.Coordinator.Hosts;

/// <summary>The folder of the runtime directory that has our <c>ssh</c> and <c>rsh</c>, on one of several nodes; the agent's process makes it.</summary>
internal static class RemoteShellFolder
{
    private const string Name = "remote-shell";
    private const string PvmVariable = "PVM_RSH";
    private static readonly string[] Commands = ["ssh", "rsh"];

    /// <summary>The search path with the folder at its beginning; unchanged where there is none.</summary>
    public static string Before(string searchPath, string runtimeDirectory)
        => Folder(runtimeDirectory) is { } folder ? string.Join(':', searchPath.Split(':').Where(other => other != folder).Prepend(folder)) : searchPath;

    /// <summary>Has a program find them first. PVM does not search for its remote shell.</summary>
    public static void Prepare(IDictionary<string, string?> environment, string runtimeDirectory)
    {
        if (Folder(runtimeDirectory) is not { } folder)
            return;
        if (environment.TryGetValue("PATH", out var path) && path is not null)
            environment["PATH"] = Before(path, runtimeDirectory);
        if (environment.TryGetValue(PvmVariable, out var shell) && Commands.Contains(Path.GetFileName(shell)))
            environment[PvmVariable] = Path.Combine(folder, Path.GetFileName(shell)!);
    }

    private static string? Folder(string runtimeDirectory)
    {
        var folder = Path.Combine(runtimeDirectory, Name);
        return Directory.Exists(folder) ? folder : null;
    }
}
