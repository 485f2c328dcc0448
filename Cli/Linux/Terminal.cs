using System.Runtime.InteropServices;

namespace Entracte.Cli.Linux;

/// <summary>isatty(3). .NET's own test would set up its console, which touches the terminal's settings.</summary>
internal static partial class Terminal
{
    public static bool Is(int descriptor) => isatty(descriptor) == 1;

    [LibraryImport("libc")]
    private static partial int isatty(int descriptor);
}
