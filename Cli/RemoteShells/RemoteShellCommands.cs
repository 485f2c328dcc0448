using System.Text;
using Entracte.Api.Agents;

namespace Entracte.Cli.RemoteShells;

/// <summary>The agent's <c>ssh</c> and <c>rsh</c>, in the environment of a program.</summary>
internal sealed class RemoteShellCommands
{
    private const string SearchPath = "PATH=";
    // PVM takes this one and does not search; pvm_intro(1PVM).
    private const string PvmShell = "PVM_RSH=";
    private readonly string folder;

    private RemoteShellCommands(string folder) => this.folder = folder;

    /// <summary>Null where there are none: this machine is none of several nodes.</summary>
    public static RemoteShellCommands? Of(RuntimeDirectory runtime) => Directory.Exists(runtime.RemoteShells) ? new RemoteShellCommands(runtime.RemoteShells) : null;

    /// <summary>Has the program find them before the real ones. What of the environment is not valid text stays as it is.</summary>
    public void PutFirst(List<byte[]> environment)
    {
        for (var index = 0; index < environment.Count; index++)
        {
            var entry = Encoding.Latin1.GetString(environment[index]);
            var ours = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(folder));
            if (entry.StartsWith(SearchPath, StringComparison.Ordinal))
                environment[index] = Encoding.Latin1.GetBytes(SearchPath + string.Join(':', entry[SearchPath.Length..].Split(':').Where(other => other != ours).Prepend(ours)));
            else if (entry.StartsWith(PvmShell, StringComparison.Ordinal) && RuntimeDirectory.RemoteShellNames.Contains(Path.GetFileName(entry[PvmShell.Length..])))
                environment[index] = Encoding.Latin1.GetBytes($"{PvmShell}{ours}/{Path.GetFileName(entry[PvmShell.Length..])}");
        }
    }

    /// <summary>The path of the one that is meant; null when it is another program.</summary>
    public byte[]? Resolve(byte[] program)
        => RuntimeDirectory.RemoteShellNames.Contains(Encoding.UTF8.GetString(program)) ? Encoding.UTF8.GetBytes(Path.Combine(folder, Encoding.UTF8.GetString(program))) : null;
}
