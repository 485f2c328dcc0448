using System.Globalization;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>mq_overview(7). The messages come later, when everything else is known to be all right: they can only be taken out.</summary>
internal sealed class PosixQueueKind : DescriptorKind
{
    private const string Deleted = " (deleted)";

    /// <summary>What fits into one message to the hook, together with the calls.</summary>
    private const long ContentBytesAtMost = 100_000;
    private const int MessagesAtMost = 200;

    private const int R_OK = 4, W_OK = 2, AT_EACCESS = 0x200;

    public override bool Recognizes(OpenFile file) => file.Status.IsRegular && FileSystem.IsMessageQueue(file.Handle);

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        if (file.IsOnItsWay)
            return context.Refuse(file, $"The queue {file.Link} is on its way through a socket, where nobody can look into it.", "Try again when it has arrived.", isTransient: true);
        if (!context.PosixQueues.TryGetValue(file.Status.Identity, out var queue))
        {
            queue = Describe(file, context);
            context.PosixQueues.Add(file.Status.Identity, queue);
            Check(queue, context);
        }
        return new PosixQueueDescriptorRecord { QueueId = queue.Record.QueueId };
    }

    private static CapturedQueue Describe(OpenFile file, CaptureContext context)
    {
        var attributes = MessageQueue.AttributesOf(file.Handle);
        var isUnlinked = file.Status.Links == 0;
        var record = new PosixQueueRecord
        {
            QueueId = context.Ids.Next(file.Leader.Member.Pid),
            Name = isUnlinked && file.Link.EndsWith(Deleted, StringComparison.Ordinal) ? file.Link[..^Deleted.Length] : file.Link,
            IsUnlinked = isUnlinked,
            Mode = (int)(file.Status.Mode & 0xfff),
            MessagesAtMost = attributes.MessagesAtMost,
            MessageBytesAtMost = attributes.MessageBytesAtMost,
        };
        return new CapturedQueue(file, record, (int)attributes.Messages);
    }

    private static bool MayLeader(OpenFile file, int access)
    {
        var leader = file.Leader.Member;
        if (leader.Server is not { } server)
            return Syscall.access($"/proc/{leader.LivingTid}/fd/{file.Leader.Number}", Modes(access)) == 0;
        var batch = new SyscallBatch();
        var asked = batch.Add(SystemCall.faccessat2, -1, batch.AddString($"/proc/thread-self/fd/{file.Leader.Number}"), access, AT_EACCESS);
        return server.Run(batch).Raw(asked) == 0;
    }

    /// <summary>The numbers of that enumeration are not the kernel's.</summary>
    private static AccessModes Modes(int access) => ((access & R_OK) != 0 ? AccessModes.R_OK : 0) | ((access & W_OK) != 0 ? AccessModes.W_OK : 0);

    private static void Check(CapturedQueue queue, CaptureContext context)
    {
        var (file, name) = (queue.File, queue.Record.Name);
        var leader = $"/proc/{file.Leader.Member.LivingTid}/fd/{file.Leader.Number}";
        if (!MayLeader(file, queue.MessageCount == 0 ? R_OK : R_OK | W_OK))
        {
            context.Refuse(file, $"Its own user may not read and write the queue {name}, so that nobody can look into it.", "Give that user both permissions (fchmod).");
            return;
        }
        // "QSIZE:0 NOTIFY:0 SIGNO:10 NOTIFY_PID:3551" (ipc/mqueue.c, mqueue_read_file).
        using (var reading = OpenPath.Open(leader, Fcntl.O_RDONLY))
        {
            var text = new byte[200];
            var status = System.Text.Encoding.ASCII.GetString(text, 0, RandomAccess.Read(reading, text, 0));
            if (int.Parse(status[(status.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture) != 0)
            {
                context.Refuse(file, $"The queue {name} has somebody to notify of a message (mq_notify); with what value is not to be read.",
                    "Try again when the message has come, or let the program wait in mq_receive.");
            }
        }
        if (queue.MessageCount == 0)
            return;
        if (queue.MessageCount * queue.Record.MessageBytesAtMost > ContentBytesAtMost || queue.MessageCount > MessagesAtMost)
        {
            context.Refuse(file, $"The queue {name} holds {queue.MessageCount} messages of up to {queue.Record.MessageBytesAtMost} bytes, more than can be moved at once.",
                "Receive some of them first.");
        }
        // We hold duplicates of the members' descriptors.
        var members = context.Members.Select(member => member.HostPid).Append(Environment.ProcessId).ToHashSet();
        foreach (var stranger in MessageQueue.HoldersOf(file.Link).Where(pid => !members.Contains(pid)))
            context.Refuse(file, $"The queue {name} is also open in process {stranger}, outside of the computation.", "Make that process a member, or end it.");
    }
}
