using System.Globalization;
using System.Text.RegularExpressions;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>inotify(7). The kernel tells the inodes that are watched; the paths have to be found again.</summary>
internal sealed partial class InotifyKind : DescriptorKind
{
    public override bool Recognizes(OpenFile file) => file.Link is "anon_inode:inotify" or "anon_inode:[inotify]";

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        var watches = new List<InotifyWatchRecord>();
        var finder = new PathFinder(context);
        foreach (var line in file.Info.Lines)
        {
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var identity = new FileIdentity(DeviceNumber.OfKernel(Hex(match.Groups[3])), Hex(match.Groups[2]));
            if (finder.Find(identity) is not { } path)
            {
                return context.Refuse(file, $"It watches inode {identity.Inode}, for which no path was found.",
                    "Remove the watch, or keep the watched file below a working directory, an open directory, the home directory or /tmp.");
            }
            watches.Add(new InotifyWatchRecord
            {
                Watch = (int)Hex(match.Groups[1]),
                Path = path,
                Mask = (uint)Hex(match.Groups[4]),
            });
        }
        var lost = Ioctl.ReadInt32(file.Handle, Ioctl.FIONREAD) > 0;
        if (lost)
            context.Note(file, "inotify events that wait to be read cannot be captured; after a restart they will be missing");
        return new InotifyRecord { Watches = [.. watches.OrderBy(watch => watch.Watch)], LostEvents = lost };
    }

    private static ulong Hex(Group group) => ulong.Parse(group.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^inotify wd:([0-9a-f]+) ino:([0-9a-f]+) sdev:([0-9a-f]+) mask:([0-9a-f]+)")]
    private static partial Regex Line();
}
