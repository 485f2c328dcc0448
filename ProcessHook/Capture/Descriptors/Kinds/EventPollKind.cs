using System.Globalization;
using System.Text.RegularExpressions;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>
/// epoll(7). Only fdinfo is read: waiting on a duplicate would take edges and one-shot events away from the program. A registration names
/// a number and a description; the description is sought under that number first, then, by kcmp, among all of the same inode.
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
            var inode = ulong.Parse(match.Groups[4].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (Find(file, number, occurrence, inode, context) is not { } target)
                return context.Refuse(file, $"This epoll instance watches something registered as descriptor {number}, which is no longer open anywhere in the computation.", "Try again later.");
            targets.Add(new EventPollTargetRecord
            {
                Number = number,
                OpenFileId = target.Id,
                Events = uint.Parse(match.Groups[2].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                Data = ulong.Parse(match.Groups[3].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            });
        }
        return new EventPollRecord { Targets = [.. targets] };
    }

    private static OpenFile? Find(OpenFile poll, int number, int occurrence, ulong inode, CaptureContext context)
    {
        var likely = poll.Holders.Select(held => context.ByDescriptor.GetValueOrDefault((held.Member.HostPid, number))).OfType<OpenFile>();
        var possible = context.Files.Where(other => other.Info.Inode == inode);
        return likely.Concat(possible).FirstOrDefault(candidate => Kcmp.IsEventPollTarget(
            candidate.Leader.Member.LivingTid, candidate.Leader.Number, poll.Leader.Member.LivingTid, poll.Leader.Number, number, occurrence));
    }

    [GeneratedRegex(@"^tfd:\s*(\d+) events:\s*([0-9a-f]+) data:\s*([0-9a-f]+)\s+pos:\S+ ino:([0-9a-f]+)")]
    private static partial Regex Line();
}
