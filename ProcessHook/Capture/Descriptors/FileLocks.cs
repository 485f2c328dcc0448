using System.Globalization;
using System.Text.RegularExpressions;
using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>Reads the <c>lock:</c> lines of fdinfo, which the kernel shows with the description or process that holds the lock (fs/locks.c, show_fd_locks).</summary>
public static partial class FileLocks
{
    /// <summary>The locks that belong to the description.</summary>
    public static FileLockRecord[] OfDescription(DescriptorInfo info)
        => [.. All(info).Where(held => held.Kind != FileLockKind.Process)];

    /// <summary>The locks that the process holds on files which it has open; each file's once.</summary>
    /// <param name="held">The descriptors of one process.</param>
    public static ProcessFileLockRecord[] OfProcess(IEnumerable<HeldDescriptor> held)
    {
        // An exclusive lock wants a descriptor open for writing, a shared one a descriptor open for reading (fcntl(2), EBADF).
        return [.. held
            .SelectMany(descriptor => All(descriptor.Info).Where(found => found.Kind == FileLockKind.Process), (descriptor, found) => (descriptor, found))
            .Where(pair => Allows(pair.descriptor.Info.StatusFlags, pair.found.IsExclusive))
            .GroupBy(pair => (pair.descriptor.Info.MountId, pair.descriptor.Info.Inode, pair.found))
            .Select(group => new ProcessFileLockRecord { Number = group.First().descriptor.Number, Lock = group.Key.found })];
    }

    /// <summary>Whether its holder is to be told before somebody else opens the file (fcntl(2), F_SETLEASE).</summary>
    internal static bool IsLease(DescriptorInfo info) => info.Lines.Any(line => line.StartsWith("lock:", StringComparison.Ordinal) && line.Contains(": LEASE ", StringComparison.Ordinal));

    private static bool Allows(int flags, bool isExclusive)
        => (flags & Linux.Fcntl.O_ACCMODE) switch
        {
            Linux.Fcntl.O_RDWR => true,
            Linux.Fcntl.O_WRONLY => isExclusive,
            _ => !isExclusive,
        };

    private static IEnumerable<FileLockRecord> All(DescriptorInfo info)
    {
        foreach (var line in info.Lines)
        {
            // Lines with an arrow are those who wait; their system calls are restarted and ask again.
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var start = long.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
            yield return new FileLockRecord
            {
                Kind = match.Groups[1].Value switch { "FLOCK" => FileLockKind.WholeFile, "OFDLCK" => FileLockKind.Description, _ => FileLockKind.Process },
                IsExclusive = match.Groups[2].Value == "WRITE",
                StartBytes = start,
                LengthBytes = match.Groups[4].Value == "EOF" ? 0 : long.Parse(match.Groups[4].ValueSpan, CultureInfo.InvariantCulture) - start + 1,
            };
        }
    }

    [GeneratedRegex(@"^lock:\s+\d+: (FLOCK|POSIX|OFDLCK)\s+\S+\s+(READ|WRITE) \S+ \S+ (\d+) (\d+|EOF)")]
    private static partial Regex Line();
}
