using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture;

/// <summary>
/// Reads POSIX message queues. There is no way to look without taking, so the hook takes all messages and sends them again, in the same order, in one batch: it
/// finishes that also when we die meanwhile. Everybody who has the queue stands still, so nobody can come in between.
/// </summary>
internal static class PosixQueues
{
    /// <returns>The queue with its messages.</returns>
    public static PosixQueueRecord Read(CapturedQueue queue, ISyscallServer leader)
    {
        var batch = new SyscallBatch();
        var opened = batch.Add(
            SystemCall.open, batch.AddString($"/proc/thread-self/fd/{queue.File.Leader.Number}"), Fcntl.O_RDWR | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
        var descriptor = SyscallArgument.ResultOf(opened);
        var messages = new List<(int Call, RemoteBuffer Bytes, RemoteBuffer Priority)>();
        for (var message = 0; message < queue.MessageCount; message++)
        {
            var (bytes, priority) = (batch.AddSpace((int)queue.Record.MessageBytesAtMost), batch.AddSpace(sizeof(uint)));
            messages.Add((batch.Add(SystemCall.mq_timedreceive, descriptor, bytes, bytes.SizeBytes, priority, 0), bytes, priority));
        }
        var sent = messages.ConvertAll(message
            => batch.Add(SystemCall.mq_timedsend, descriptor, message.Bytes, SyscallArgument.ResultOf(message.Call), SyscallArgument.NumberAt(message.Priority), 0));
        batch.Add(SystemCall.close, descriptor);
        var reply = leader.Run(batch);
        if (reply.Raw(opened) < 0)
            throw Failure(queue, $"its leader may not open it for both reading and writing: {LinuxException.Describe((int)-reply.Raw(opened))}");
        if (messages.Exists(message => reply.Raw(message.Call) < 0) || sent.Exists(call => reply.Raw(call) < 0))
            throw Failure(queue, "somebody else has used it meanwhile");
        return queue.Record with
        {
            Messages = [.. messages.Select(message => new PrioritizedMessageRecord
            {
                Priority = reply.Read<uint>(message.Priority), Bytes = reply.Bytes(message.Bytes)[..(int)reply.Raw(message.Call)].ToArray(),
            })],
        };
    }

    private static ObstaclesException Failure(CapturedQueue queue, string why) => new(
        "the checkpoint was refused",
        [new Obstacle(queue.File.Leader.Member.Pid, queue.File.Leader.Number, $"The queue {queue.Record.Name} cannot be read: {why}.", "Try again, when only the computation uses it.")]);
}
