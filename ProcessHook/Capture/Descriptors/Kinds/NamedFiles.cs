using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>Whether the path that the kernel tells still leads to the file, seen from the process's own root.</summary>
internal static class NamedFiles
{
    public static bool StillHasItsName(OpenFile file)
        => file.Link.StartsWith('/') && FileStatus.OfPath($"/proc/{file.Leader.Member.LivingTid}/root{file.Link}")?.Identity == file.Status.Identity;

    /// <summary>Whether it is a file or directory of /proc that will not be there after a restart.</summary>
    public static bool BelongsToStranger(OpenFile file, CaptureContext context)
        => file.Link.Split('/') is ["", "proc", var first, ..] && int.TryParse(first, out var pid) && context.Members.All(member => member.Pid != pid);

    public static OpenFileRecord? RefuseStrangers(OpenFile file, CaptureContext context)
        => context.Refuse(file, $"{file.Link} belongs to a process outside of the computation, which will not be there after a restart.", "Close it, or try again when it is closed.");
}
