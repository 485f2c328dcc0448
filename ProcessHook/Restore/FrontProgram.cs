using System.Globalization;
using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Restore;

/// <summary>The executable that starts another program and stands for it, so that somebody learns how that one has ended (native/front.c).</summary>
public static class FrontProgram
{
    internal const string FileName = "entracte-front";

    private static readonly byte[] Executable = HookBlob.Load("front");

    /// <summary>Writes the program into a private directory, unless it is there already, and returns its path.</summary>
    public static string Materialize(string directory) => CarriedProgram.Materialize(directory, FileName, Executable);

    /// <summary>The arguments (without the front's name) by which it tells the program's pid on descriptor 3 and, when that has not ended well, writes a note of how it has.</summary>
    public static IReadOnlyList<string> Noting(string noteFile, string program, IEnumerable<string> arguments) => ["note", noteFile, "--", program, .. arguments];

    /// <summary>What the front has written.</summary>
    /// <returns>The status of wait(2), and the signal with which somebody asked for the end, or 0; null when it is no such note.</returns>
    public static (int WaitStatus, int AskedSignal)? ReadNote(string text)
        => text.Split(' ') is [var status, var asked] && int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var waitStatus)
            && int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var signal) ? (waitStatus, signal) : null;
}
