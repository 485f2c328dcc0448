using Entracte.Api.Agents;

namespace Entracte.Node.RemoteShells;

/// <summary>
/// The <c>ssh</c> and <c>rsh</c> that launched programs find first: this command, which has the remote part started as a member of the computation where that can be, and
/// otherwise becomes the real one. They are there only on one of several nodes.
/// </summary>
internal static class RemoteShellCommands
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <returns>False when it is not known where the command is.</returns>
    public static bool Install(RuntimeDirectory runtime)
    {
        if (FindCommand() is not { } command)
            return false;
        Directory.CreateDirectory(runtime.RemoteShells, OwnerOnly);
        foreach (var name in RuntimeDirectory.RemoteShellNames)
        {
            var path = Path.Combine(runtime.RemoteShells, name);
            // Renamed into place: a program may be looking for it now.
            var temporary = $"{path}.{Environment.ProcessId}";
            File.WriteAllText(temporary, $"#!/bin/sh\nexec {Quoted(command)} --remote-shell {name} {Quoted(runtime.Path)} \"$@\"\n");
            File.SetUnixFileMode(temporary, OwnerOnly);
            File.Move(temporary, path, overwrite: true);
        }

        return true;
    }

    public static void Remove(RuntimeDirectory runtime)
    {
        if (Directory.Exists(runtime.RemoteShells))
            Directory.Delete(runtime.RemoteShells, recursive: true);
    }

    // The command says where it is when it becomes an agent. A service manager may have started the agent without it.
    private static string? FindCommand()
    {
        if (Environment.GetEnvironmentVariable("ENTRACTE_COMMAND") is { Length: > 0 } told && File.Exists(told))
            return told;
        var beside = Path.Combine(AppContext.BaseDirectory, "entracte");
        return File.Exists(beside) ? beside : null;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
