using System.Globalization;

namespace Entracte.EndToEnd.Tests.Faults.AgentDeaths;

/// <summary>What can be seen from outside of a process that waits or works but makes nothing new, and what a checkpoint must therefore leave exactly as it is.</summary>
/// <param name="Mappings">The lines of proc_pid_maps(5): each mapping with its extent, rights and file.</param>
/// <param name="Rest">Descriptors with flags and places, dispositions, and of each thread its name, its signals that are blocked and that wait, and whether it is stopped or traced.</param>
/// <param name="Vdso">Its bytes; nothing of the program's own is ever there.</param>
internal sealed record Footprint(string[] Mappings, string[] Rest, byte[] Vdso)
{
    private static readonly string[] OfProcess = ["SigIgn", "SigCgt", "ShdPnd", "NoNewPrivs", "Seccomp", "CoreDumping", "Umask"];
    private static readonly string[] OfThread = ["Name", "SigBlk", "SigPnd", "TracerPid"];

    /// <exception cref="IOException">It has ended.</exception>
    public static Footprint Of(int pid)
        => new(File.ReadAllLines($"/proc/{pid}/maps"), [.. Fields($"/proc/{pid}/status", OfProcess), .. Descriptors(pid), .. TasksOf(pid).SelectMany(DescribeThread)], VdsoOf(pid));

    public static IEnumerable<string> TasksOf(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task").Order(StringComparer.Ordinal);

    /// <summary>What is otherwise than it was; null when nothing is.</summary>
    /// <param name="before">Of the same process.</param>
    /// <param name="mayHaveMore">
    /// What nobody uses any more, and nobody has taken away yet: anonymous mappings that were not there, and bytes in the end of the vdso that nothing uses.
    /// </param>
    public string? DifferenceFrom(Footprint before, bool mayHaveMore)
    {
        string[] gone = [.. before.Mappings.Except(Mappings), .. before.Rest.Except(Rest)];
        string[] come = [.. Mappings.Except(before.Mappings).Where(line => !mayHaveMore || !IsAnonymous(line)), .. Rest.Except(before.Rest)];
        if (Vdso.Where((now, place) => now != before.Vdso[place] && !(mayHaveMore && place >= UnusedFrom(before.Vdso))).Any())
            return "another vdso";
        return gone.Length + come.Length == 0 ? null : $"gone:\n  {string.Join("\n  ", gone)}\ncome:\n  {string.Join("\n  ", come)}";
    }

    private static bool IsAnonymous(string mapping) => mapping.Contains(" 00000000 00:00 0", StringComparison.Ordinal) && !mapping.Contains('[', StringComparison.Ordinal);

    private static IEnumerable<string> DescribeThread(string task)
    {
        var status = $"{task}/status";
        var fields = Fields(status, OfThread);
        // Running, asleep, waiting for a disk, or parked in the kernel: all of that is its own affair.
        var state = Fields(status, ["State"])[0].Split('\t')[1][0];
        return fields.Append(state is 'T' or 't' ? "stopped" : "runs").Select(line => $"{Path.GetFileName(task)} {line}");
    }

    private static string[] Fields(string path, string[] names)
        => [.. File.ReadLines(path).Where(line => names.Contains(line.Split(':')[0]))];

    private static IEnumerable<string> Descriptors(int pid) => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Order(StringComparer.Ordinal)
        .Select(path => $"{path} {new FileInfo(path).LinkTarget} {string.Join(' ', Fields($"/proc/{pid}/fdinfo/{Path.GetFileName(path)}", ["flags", "pos"]))}");

    private static int UnusedFrom(byte[] vdso) => vdso.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

    private static byte[] VdsoOf(int pid)
    {
        var range = File.ReadLines($"/proc/{pid}/maps").Single(line => line.EndsWith("[vdso]", StringComparison.Ordinal)).Split(' ')[0].Split('-');
        var (start, end) = (long.Parse(range[0], NumberStyles.HexNumber), long.Parse(range[1], NumberStyles.HexNumber));
        var bytes = new byte[end - start];
        using var memory = File.OpenHandle($"/proc/{pid}/mem");
        if (RandomAccess.Read(memory, bytes, start) != bytes.Length)
            throw new IOException($"the vdso of process {pid} cannot be read");
        return bytes;
    }
}
