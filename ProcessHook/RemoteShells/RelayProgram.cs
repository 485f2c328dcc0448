using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.RemoteShells;

/// <summary>The executable that is in the place of ssh and sshd between two members of a computation (native/relay.c).</summary>
public static class RelayProgram
{
    /// <summary>How the files are called; each is removed by whoever runs it.</summary>
    public const string FilePrefix = "entracte-relay-";

    /// <summary>The variable that has where to connect to, and what both ends show each other.</summary>
    public const string Variable = "ENTRACTE_RELAY";

    private static readonly byte[] Executable = HookBlob.Load("relay");

    /// <summary>Writes the program into a private directory and returns its path, for one execution.</summary>
    public static string Materialize(string directory) => CarriedProgram.Materialize(directory, FilePrefix + Guid.NewGuid().ToString("n"), Executable);

    /// <summary>Its arguments, the zeroth not included, where it runs a command line in the user's login shell.</summary>
    public static IReadOnlyList<string> Serving(string command) => ["serve", command];
}
