using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.SystemV;

/// <summary>Makes a System V message queue and sends its messages again.</summary>
/// <param name="sender">Who sent the last message, or the keeper.</param>
/// <param name="queue">What it was.</param>
/// <param name="mayChangeUser">Whether its owner may be another than the user of the restart.</param>
/// <param name="notes">What is not quite as it was.</param>
internal sealed class MessageQueueRestore(HuskServer sender, MessageQueueRecord queue, bool mayChangeUser, List<string> notes)
{
    private const int IPC_SET = 1;
    private const int IPC_NOWAIT = 0x800;
    private const int BytesAtOnce = 60000;
    private const int MessagesAtOnce = 200;

    /// <summary>In struct msqid64_ds.</summary>
    private const int BytesAtMostOffset = 88;
    private const int StructureBytes = 120;

    public void Create()
    {
        NumberedObject.Create(sender, "msg", queue.Id, $"System V message queue {queue.Id}", SystemCall.msgget, queue.QueueKey, NumberedObject.Creation | queue.Mode);
        Limit();
        for (var next = 0; next < queue.Messages.Length;)
            next += Send(queue.Messages.AsSpan(next));
    }

    /// <summary>A new namespace begins with the kernel's own limit, which only the administrator may raise.</summary>
    private void Limit()
    {
        var structure = new byte[StructureBytes];
        var (user, group) = mayChangeUser ? (queue.OwnerUser, queue.OwnerGroup) : (Mono.Unix.Native.Syscall.geteuid(), Mono.Unix.Native.Syscall.getegid());
        BitConverter.TryWriteBytes(structure.AsSpan(4), user);
        BitConverter.TryWriteBytes(structure.AsSpan(8), group);
        BitConverter.TryWriteBytes(structure.AsSpan(20), queue.Mode);
        BitConverter.TryWriteBytes(structure.AsSpan(BytesAtMostOffset), queue.BytesAtMost);
        var batch = new SyscallBatch();
        var call = batch.Add(SystemCall.msgctl, queue.Id, IPC_SET, batch.AddData(structure));
        if (sender.Run(batch).Raw(call) is < 0 and var error)
            notes.Add($"message queue {queue.Id}: its limit of {queue.BytesAtMost} bytes could not be restored: {LinuxException.Describe((int)-error)}");
    }

    /// <returns>How many were sent.</returns>
    private int Send(ReadOnlySpan<TypedMessageRecord> messages)
    {
        var batch = new SyscallBatch();
        var count = 0;
        foreach (var message in messages)
        {
            if (count == MessagesAtOnce || (count > 0 && batch.Data.Length + message.Bytes.Length > BytesAtOnce))
                break;
            var buffer = batch.AddData([.. BitConverter.GetBytes(message.Type), .. message.Bytes]);
            batch.Add(SystemCall.msgsnd, queue.Id, buffer, message.Bytes.Length, IPC_NOWAIT);
            count++;
        }
        var reply = sender.Run(batch);
        for (var call = 0; call < count; call++)
        {
            if (reply.Raw(call) is < 0 and var error)
                throw NumberedObject.Failure(sender, $"A message of {messages[call].Bytes.Length} bytes in the System V queue {queue.Id}", error);
        }
        return count;
    }
}
