using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Finds the pseudo terminals whose masters the computation holds, and which slave belongs to which.</summary>
internal sealed class TerminalPairs
{
    private const uint SlaveMajorFirst = 136;
    private const uint SlaveMajorLast = 143;

    private readonly List<CapturedTerminal> terminals = [];

    public TerminalPairs(IEnumerable<OpenFile> files, ImageIds ids)
    {
        foreach (var file in files.Where(IsMaster))
            terminals.Add(new CapturedTerminal(ids.Next(file.Leader.Member.Pid), NumberOf(file) ?? -1, [.. DevicesOf(file)], file));
    }

    public IReadOnlyList<CapturedTerminal> All => terminals;

    /// <summary>/dev/ptmx, or the ptmx of a devpts (pts(4)).</summary>
    public static bool IsMaster(OpenFile file) => file.Status.IsCharacterDevice && file.Status.RepresentedNumbers is (5, 2) && (file.Info.StatusFlags & Fcntl.O_PATH) == 0;

    /// <summary>The terminal of which this is the slave, or null when its master is outside.</summary>
    public CapturedTerminal? Of(OpenFile slave)
        => NumberOf(slave) is not { } number ? null
            : IsControlling(slave) ? terminals.Find(terminal => terminal.Number == number && IsOfSession(slave, terminal))
            : terminals.Find(terminal => terminal.Number == number && terminal.Devices.Contains(slave.Status.Device));

    /// <summary>Whether it was opened as /dev/tty (tty(4)).</summary>
    public static bool IsControlling(OpenFile file) => file.Status.RepresentedNumbers is (5, 0);

    private static int? NumberOf(OpenFile file)
    {
        if (Ioctl.TryReadInt32(file.Handle, Ioctl.TIOCGDEV) is not { } device)
            return null;
        // new_encode_dev (include/linux/kdev_t.h).
        var (major, minor) = (((uint)device >> 8) & 0xfff, (uint)device & 0xff | ((uint)device >> 12) & 0xfff00);
        return major is < SlaveMajorFirst or > SlaveMajorLast ? null : (int)((major - SlaveMajorFirst) * 256 + minor);
    }

    /// <summary>The file system of the master itself, if that is a devpts; /dev/ptmx may be a device of another one, and then stands for the devpts beside it.</summary>
    private static IEnumerable<ulong> DevicesOf(OpenFile master)
    {
        yield return master.Status.Device;
        if (FileStatus.OfPath($"/proc/{master.Leader.Member.LivingTid}/root{Path.GetDirectoryName(master.Link)}/pts") is { } beside)
            yield return beside.Device;
    }

    /// <summary>A session has one terminal at most, so that who opened /dev/tty tells which it was.</summary>
    private static bool IsOfSession(OpenFile slave, CapturedTerminal terminal)
        => Ioctl.TryReadInt32(terminal.Master.Handle, Ioctl.TIOCGSID) is { } session
        && slave.Holders.Any(held => ProcessStat.Of(held.Member.HostPid).HostSession == session);
}
