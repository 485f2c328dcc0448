using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>Whether the path that the kernel tells still leads to the file, seen from the process's own root.</summary>
internal static class NamedFiles
{
    public static bool StillHasItsName(OpenFile file)
        => file.Link.StartsWith('/') && FileStatus.OfPath($"/proc/{file.Leader.Member.LivingTid}/root{file.Link}")?.Identity == file.Status.Identity;
}
