namespace Entracte.ProcessHook.Proc;

/// <summary>/proc/PID/mountinfo (proc_pid_mountinfo(5)): what a process sees mounted where.</summary>
internal sealed class MountTable
{
    private readonly Mount[] mounts;
    private readonly Mount root;

    private MountTable(Mount[] mounts)
    {
        var ids = mounts.Select(mount => mount.Id).ToHashSet();
        (this.mounts, root) = (mounts, mounts.First(mount => mount.Place == "/" && !ids.Contains(mount.Parent)));
    }

    public static MountTable Of(int hostPid) => Parse(ProcFile.ReadText($"/proc/{hostPid}/mountinfo"));

    public static MountTable OfOurselves() => Parse(ProcFile.ReadText("/proc/self/mountinfo"));

    public static MountTable Parse(string text) => new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
        .Select(fields => new Mount(fields[0], fields[1], fields[2], fields[3], Unescape(fields[4])))]);

    /// <summary>Everything that is mounted, but for what a restart mounts for itself: device, root, and place; without the identifiers.</summary>
    public IEnumerable<(string Device, string Root, string Place)> All
        => mounts.Where(mount => !IsOfARestart(mount.Place)).Select(mount => (mount.Device, mount.Root, mount.Place));

    /// <summary>A /proc of its own, and the terminals of the computation.</summary>
    public static bool IsOfARestart(string path)
        => path is "/proc" or "/dev/pts" or "/dev/ptmx" || path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/dev/pts/", StringComparison.Ordinal);

    /// <summary>
    /// The file system in which this path ends: device, root of the mount, and its place. As the kernel walks: from the root into the first mount on the way, from there into
    /// the next; what was mounted below a place that something else covers now is not on the way any more.
    /// </summary>
    public (string Device, string Root, string Place) Of(string path)
    {
        var current = root;
        while (mounts.Where(mount => mount.Parent == current.Id && mount.Id != current.Id && Leads(mount.Place, path)).MinBy(mount => mount.Place.Length) is { } next)
            current = next;
        return (current.Device, current.Root, current.Place);
    }

    private static bool Leads(string place, string path)
        => place == "/" || (path.StartsWith(place, StringComparison.Ordinal) && (path.Length == place.Length || path[place.Length] == '/'));

    /// <summary>Blanks and backslashes are written as three octal digits.</summary>
    private static string Unescape(string text)
    {
        for (var at = text.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < text.Length; at = text.IndexOf('\\', at + 1))
            text = text[..at] + (char)Convert.ToInt32(text[(at + 1)..(at + 4)], 8) + text[(at + 4)..];
        return text;
    }

    private sealed record Mount(string Id, string Parent, string Device, string Root, string Place);
}
