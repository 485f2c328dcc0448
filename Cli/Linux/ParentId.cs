using System.Runtime.InteropServices;

namespace Entracte.Cli.Linux;

/// <summary>getppid(2).</summary>
internal static partial class ParentId
{
    public static int Current => getppid();

    [LibraryImport("libc")]
    private static partial int getppid();
}
