using System.Globalization;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Processes;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>pidfd_open(2).</summary>
internal sealed class ProcessDescriptorKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Link is "anon_inode:[pidfd]" || file.Link.StartsWith("pidfd:", StringComparison.Ordinal);

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        var hostPid = int.Parse(file.Info.Value("Pid") ?? "-1", CultureInfo.InvariantCulture);
        return (context.PidOf(hostPid) ?? EndedChildren.PidOf(hostPid, context.Pids)) is { } pid
            ? new ProcessDescriptorRecord { Pid = pid }
            : context.Refuse(file, hostPid > 0 ? $"It is a pidfd of process {hostPid}, which is outside of the computation." : "It is a pidfd of a process that is gone.",
                "Close it, or make that process a member.");
    }
}
