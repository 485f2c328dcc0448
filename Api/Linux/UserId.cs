using System.Runtime.InteropServices;

namespace Entracte.Api.Linux;

/// <summary>geteuid(2).</summary>
public static partial class UserId
{
    public static uint Effective => geteuid();

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
