using System.Globalization;
using System.Text.RegularExpressions;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>
/// epoll(7). Only fdinfo is read: waiting on a duplicate would take edges and one-shot events away from the program. A registration names
/// a number and a description; a socket's is known by its inode. Others are sought under that number first, then among all of the same inode, by kcmp: for
/// an instance that watches thousands that takes long, because the kernel goes through all its registrations each time (fs/eventpoll.c, ep_find_tfd).
/// </summary>
internal sealed partial class EventPollKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Link == "anon_inode:[eventpoll]";

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        var targets = new List<EventPollTargetRecord>();
        var occurrences = new Dictionary<int, int>();
        foreach (var line in file.Info.Lines)
        {
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var number = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var occurrence = occurrences.GetValueOrDefault(number);
            occurrences[number] = occurrence + 1;
            var watched = new FileIdentity(DeviceNumber.OfKernel(Hex(match.Groups[5])), Hex(match.Groups[4]));
            if (Find(file, number, occurrence, watched, context) is not { } target)
                return context.Refuse(file, $"This epoll instance watches something registered as descriptor {number}, which is no longer open anywhere in the computation.", "Try again later.");
            targets.Add(new EventPollTargetRecord
            {
                Number = number,
                OpenFileId = target.Id,
                Events = (uint)Hex(match.Groups[2]),
                Data = Hex(match.Groups[3]),
            });
        }
        return new EventPollRecord { Targets = [.. targets] };
    }

    private static ulong Hex(Group group) => ulong.Parse(group.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static OpenFile? Find(OpenFile poll, int number, int occurrence, FileIdentity watched, CaptureContext context)
    {
        if (context.BySocket.TryGetValue((uint)watched.Inode, out var socket) && socket.Status.Identity == watched)
            return socket;
        var likely = poll.Holders.Select(held => context.ByDescriptor.GetValueOrDefault((held.Member.HostPid, number))).OfType<OpenFile>();
        var possible = context.Files.Where(other => other.Info.Inode == watched.Inode);
        return likely.Concat(possible).FirstOrDefault(candidate => Kcmp.IsEventPollTarget(
            candidate.Leader.Member.LivingTid, candidate.Leader.Number, poll.Leader.Member.LivingTid, poll.Leader.Number, number, occurrence));
    }

    [GeneratedRegex(@"^tfd:\s*(\d+) events:\s*([0-9a-f]+) data:\s*([0-9a-f]+)\s+pos:\S+ ino:([0-9a-f]+) sdev:([0-9a-f]+)")]
    private static partial Regex Line();
}
