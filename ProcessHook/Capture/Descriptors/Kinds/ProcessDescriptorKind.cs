using System.Globalization;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Proc;

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
            : ThreadOf(hostPid, context) is { } thread
                ? context.Refuse(file, $"It is a pidfd of thread {thread.Own} of process {thread.Pid} (PIDFD_THREAD), which does not exist again yet when descriptors are opened at a restart.",
                    "Close it, or have that of the process or of its main thread.")
            : context.Refuse(file, hostPid > 0 ? $"It is a pidfd of process {hostPid}, which is outside of the computation." : "It is a pidfd of a process that is gone.",
                "Close it, or make that process a member.");
    }

    private static (int Own, int Pid)? ThreadOf(int hostTid, CaptureContext context)
        => hostTid > 0 && context.Members.FirstOrDefault(member => Directory.Exists($"/proc/{member.HostPid}/task/{hostTid}")) is { } member
            ? (ProcessStatus.Of(hostTid).NamespacePids[^1], member.Pid)
            : null;
}
