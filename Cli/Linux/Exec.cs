using System.Runtime.InteropServices;

namespace Entracte.Cli.Linux;

/// <summary>exec(3).</summary>
internal static partial class Exec
{
    /// <summary>
    /// Becomes the program; looked up in PATH, and run by the shell when it is a script without an interpreter line, as execvp(3) does.
    /// </summary>
    /// <returns>The errno: when this returns, it failed.</returns>
    public static unsafe int Become(byte[] program, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment)
    {
        execvpe(CStringArray.String(program), CStringArray.Allocate(arguments), CStringArray.Allocate(environment));
        return Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int execvpe(byte* file, byte** arguments, byte** environment);
}
