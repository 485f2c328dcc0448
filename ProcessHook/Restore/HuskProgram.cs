using System.Globalization;
using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Restore;

/// <summary>The husk's executable, carried in this assembly.</summary>
public static class HuskProgram
{
    /// <summary>The file, and as what the outer process of a restart is known.</summary>
    internal const string FileName = "entracte-husk";

    /// <summary>What the init of a restart's namespaces calls itself (native/husk.c).</summary>
    internal const string KeeperName = "entracte-keeper";

    private static readonly byte[] Executable = HookBlob.Load("husk");

    /// <summary>Writes the program into a private directory, unless it is there already, and returns its path.</summary>
    public static string Materialize(string directory) => CarriedProgram.Materialize(directory, FileName, Executable);

    /// <summary>The arguments (without the program's name) with which the restart's outer process is to be executed.</summary>
    /// <param name="socketPath">Of the <see cref="HuskListener"/>.</param>
    /// <param name="token">At most 63 bytes; what <see cref="HuskListener.AcceptAsync"/> waits for.</param>
    /// <param name="choice">What the restart gets of its own.</param>
    /// <param name="timeOffsets">The content for /proc/self/timens_offsets (time_namespaces(7)) with <see cref="HuskNamespaces.Time"/>.</param>
    public static IReadOnlyList<string> Arguments(string socketPath, string token, NamespaceChoice choice, string? timeOffsets = null)
    {
        string[] arguments = [socketPath, token, string.Join(',', choice.InOrder.Select(namespaces => ((uint)namespaces).ToString(CultureInfo.InvariantCulture)))];
        return timeOffsets is null ? arguments : [.. arguments, timeOffsets];
    }
}
