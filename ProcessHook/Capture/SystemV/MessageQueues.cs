using System.Buffers.Binary;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>Looks at messages without taking them: msgop(2), MSG_COPY.</summary>
internal static class MessageQueues
{
    private const int MSG_COPY_IPC_NOWAIT = 0x4000 | 0x800;
    private const int IPC_STAT = 2;
    private const int DataBytes = 60000;
    private const int TypeBytes = sizeof(long);

    /// <summary>struct msqid64_ds: where msg_qbytes lies, and how long it is (include/uapi/asm-generic/msgbuf.h).</summary>
    private const int BytesAtMostOffset = 88;
    private const int StructureBytes = 120;

    private const int ENOMSG = 42;

    /// <summary>Members stand still; somebody outside who receives meanwhile leaves fewer messages than were listed.</summary>
    /// <returns>Null where the process may not look, or the queue is gone, or a message is longer than what fits into one of ours.</returns>
    public static MessageQueueRecord? TryPeek(ISyscallServer member, SystemVObject queue)
    {
        var asking = new SyscallBatch();
        var structure = asking.AddSpace(StructureBytes);
        var asked = asking.Add(SystemCall.msgctl, queue.Id, IPC_STAT, structure);
        var answer = member.Run(asking);
        if (answer.Raw(asked) < 0 || ReadAll(member, queue) is not { } messages)
            return null;
        return new MessageQueueRecord
        {
            Id = queue.Id, QueueKey = queue.Key, Mode = queue.Permissions, OwnerUser = queue.OwnerUser, OwnerGroup = queue.OwnerGroup,
            BytesAtMost = BinaryPrimitives.ReadInt64LittleEndian(answer.Bytes(structure)[BytesAtMostOffset..]), Messages = messages,
        };
    }

    private static TypedMessageRecord[]? ReadAll(ISyscallServer member, SystemVObject queue)
    {
        var messages = new List<TypedMessageRecord>();
        var room = TypeBytes + (int)Math.Min(queue.QueuedBytes, DataBytes);
        var together = Math.Clamp(DataBytes / (room + 64), 1, 200);
        while (messages.Count < queue.Size)
        {
            var batch = new SyscallBatch();
            var calls = Enumerable.Range(messages.Count, (int)Math.Min(together, queue.Size - messages.Count)).Select(index =>
            {
                var space = batch.AddSpace(room);
                return (Call: batch.Add(SystemCall.msgrcv, queue.Id, space, room - TypeBytes, index, MSG_COPY_IPC_NOWAIT), Space: space);
            }).ToArray();
            var reply = member.Run(batch);
            foreach (var (call, space) in calls)
            {
                if (reply.Raw(call) == -ENOMSG)
                    return [.. messages];
                if (reply.Raw(call) < 0)
                    return null;
                var bytes = reply.Bytes(space);
                messages.Add(new TypedMessageRecord { Type = BinaryPrimitives.ReadInt64LittleEndian(bytes), Bytes = bytes.Slice(TypeBytes, (int)reply.Raw(call)).ToArray() });
            }
        }
        return [.. messages];
    }
}
