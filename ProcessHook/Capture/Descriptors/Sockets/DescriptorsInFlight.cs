using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Reads the queues of all unix sockets, and finds the open files that are on their way through them (unix(7), SCM_RIGHTS): mostly ones that
/// somebody holds as well, sometimes ones that are nowhere else. Those are led by the process in whose queue they wait; and if they are unix
/// sockets themselves, their queues are read too.
/// </summary>
/// <param name="files">All open files; those that are found are added.</param>
/// <param name="ids">Gives them theirs.</param>
/// <param name="recall">A sender, as the computation sees him.</param>
internal sealed class DescriptorsInFlight(List<OpenFile> files, ImageIds ids, Func<UserCredentials, UnixCredentialsRecord> recall)
{
    /// <summary>What stands in the way; the queues are complete only where nothing does.</summary>
    public List<Obstacle> Obstacles { get; } = [];

    public List<QueueRecord> Queues { get; } = [];

    public void Read()
    {
        var met = new MetObstacles(Obstacles);
        // The list grows while it is walked.
        for (var index = 0; index < files.Count; index++)
        {
            var file = files[index];
            if (!file.Status.IsSocket || (file.Info.StatusFlags & Fcntl.O_PATH) != 0 || Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_DOMAIN) != Socket.AF_UNIX)
                continue;
            if (Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_ACCEPTCONN) == 0
                && met.Try(() => UnixQueue.Read(file, handle => Identify(handle, file), recall)) is { } queue)
                Queues.Add(queue);
        }
    }

    private ulong Identify(SafeFileHandle handle, OpenFile receiver)
    {
        // Our own duplicate is looked at like any member's descriptor.
        var self = new DescriptorSource(Environment.ProcessId, receiver.Leader.Member.Pid);
        var held = DescriptorTable.ReadOne(self, (int)handle.DangerousGetHandle());
        var known = files.Find(file => file.Info.Inode == held.Info.Inode && file.Info.Position == held.Info.Position && DescriptionGroups.KernelOrder(file.Leader, held) == 0);
        if (known is not null)
        {
            handle.Dispose();
            return known.Id;
        }
        var found = new OpenFile(ids.Next(receiver.Leader.Member.Pid), [held], handle);
        files.Add(found);
        return found.Id;
    }
}
