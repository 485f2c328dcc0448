using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Makes POSIX message queues anew in the IPC namespace of the restart, with their messages. One handle of each stays here until the end.</summary>
internal sealed class RestoredPosixQueues : IDisposable
{
    private const int OwnerReadWrite = 0x180;
    private readonly Dictionary<ulong, (PosixQueueRecord Record, SafeFileHandle Handle)> queues = [];

    /// <summary>A description of its own for a descriptor to stand for.</summary>
    public SafeFileHandle Open(ulong queueId, int flags)
        => OpenPath.Open($"/proc/self/fd/{queues[queueId].Handle.DangerousGetHandle()}", flags & ~(Fcntl.O_CREAT | Fcntl.O_EXCL));

    /// <summary>Those without a name first: it may be another's by now.</summary>
    public void Create(HuskDescriptors husk)
    {
        foreach (var queue in husk.Member.Record.PosixQueues.OrderBy(queue => !queue.IsUnlinked))
        {
            if (Create(husk, queue) is { } handle)
                queues.Add(queue.QueueId, (queue, handle));
        }
    }

    /// <summary>The mode comes at the end: it may forbid what is still to be done.</summary>
    public void SetModes()
    {
        foreach (var (record, handle) in queues.Values)
        {
            if (Mono.Unix.Native.Syscall.fchmod((int)handle.DangerousGetHandle(), Mono.Unix.Native.NativeConvert.ToFilePermissions((uint)record.Mode)) < 0)
                throw new LinuxException("fchmod", System.Runtime.InteropServices.Marshal.GetLastPInvokeError(), record.Name);
        }
    }

    public void Dispose()
    {
        foreach (var (_, handle) in queues.Values)
            handle.Dispose();
    }

    private static SafeFileHandle? Create(HuskDescriptors husk, PosixQueueRecord queue)
    {
        var batch = new SyscallBatch();
        // The system call wants the name without its slash (mq_open(3)).
        var name = batch.AddString(queue.Name.TrimStart('/'));
        var attributes = batch.AddNumbers(0, (ulong)queue.MessagesAtMost, (ulong)queue.MessageBytesAtMost, 0, 0, 0, 0, 0);
        var opened = batch.Add(SystemCall.mq_open, name, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NONBLOCK, OwnerReadWrite, attributes);
        foreach (var message in queue.Messages)
            batch.Add(SystemCall.mq_timedsend, SyscallArgument.ResultOf(opened), batch.AddData(message.Bytes), message.Bytes.Length, (ulong)message.Priority, 0);
        if (queue.IsUnlinked)
            batch.Add(SystemCall.mq_unlink, name);
        var reply = husk.Member.Server.Run(batch);
        for (var call = 0; call < batch.Count; call++)
        {
            if (reply.Raw(call) >= 0)
                continue;
            husk.Fail($"The queue {queue.Name} with {queue.Messages.Length} messages cannot be made anew: {LinuxException.Describe((int)-reply.Raw(call))}");
            return null;
        }
        using var pidfd = PidFd.Open(husk.Member.Server.HostPid);
        var handle = PidFd.GetDescriptor(pidfd, (int)reply.Raw(opened));
        var closing = new SyscallBatch();
        closing.Add(SystemCall.close, reply.Raw(opened));
        husk.Member.Server.Run(closing).ThrowIfAnyFailed();
        return handle;
    }
}
