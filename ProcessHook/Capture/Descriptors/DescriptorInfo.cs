using System.Globalization;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>What /proc/PID/fdinfo says of a descriptor (proc_pid_fdinfo(5)).</summary>
/// <param name="Position">The file offset.</param>
/// <param name="Flags">The flags of open(2), O_CLOEXEC among them when the descriptor has it.</param>
/// <param name="MountId">The mount through which it was opened.</param>
/// <param name="Inode">The file's inode.</param>
/// <param name="Lines">The lines that only this kind of file has, and its locks.</param>
public sealed record DescriptorInfo(long Position, int Flags, int MountId, ulong Inode, IReadOnlyList<string> Lines)
{
    public bool CloseOnExec => (Flags & Fcntl.O_CLOEXEC) != 0;

    public int StatusFlags => Flags & ~Fcntl.O_CLOEXEC;

    public static DescriptorInfo Parse(string text)
    {
        var (position, flags, mount, inode) = (0L, 0, 0, 0UL);
        var lines = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("pos:\t", StringComparison.Ordinal))
                position = long.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
            else if (line.StartsWith("flags:\t", StringComparison.Ordinal))
                flags = Convert.ToInt32(line[7..], 8);
            else if (line.StartsWith("mnt_id:\t", StringComparison.Ordinal))
                mount = int.Parse(line.AsSpan(8), CultureInfo.InvariantCulture);
            else if (line.StartsWith("ino:\t", StringComparison.Ordinal))
                inode = ulong.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
            else
                lines.Add(line);
        }
        return new DescriptorInfo(position, flags, mount, inode, lines);
    }

    /// <summary>The text behind the line that begins with this name and a colon, or null.</summary>
    public string? Value(string name)
        => Lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();
}
