using System.Globalization;

namespace Entracte.Api.Registrations;

/// <summary>Names one process unmistakably: pids are used again, but not with the same start time in the same boot.</summary>
public readonly record struct ProcessIdentity(int Pid, ulong StartTimeTicks, string BootId)
{
    // proc_pid_stat(5): the name in field 2 may contain spaces and parentheses, so counting starts behind the last one, at field 3.
    private const int StartTimeIndexBehindName = 22 - 3;
    private const int ThreadsIndexBehindName = 20 - 3;

    // Ticks come 100 a second (sysconf(3), _SC_CLK_TCK).
    private const int TicksPerSecond = 100;
    private const int NanosecondsPerTick = 10_000_000;
    private static readonly Lazy<long> OffsetTicks = new(ReadOffsetTicks);

    /// <summary>Null when there is no such process.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }

        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // Its main thread may have ended before the others, which live on (pthread_exit(3)).
        var isZombie = fields[0] is "Z" or "X" && int.Parse(fields[ThreadsIndexBehindName], CultureInfo.InvariantCulture) <= 1;
        return isZombie ? null : new ProcessIdentity(pid, ulong.Parse(fields[StartTimeIndexBehindName], CultureInfo.InvariantCulture) - (ulong)OffsetTicks.Value, CurrentBootId());
    }

    public static ProcessIdentity Of(Registration registration) => new(registration.Pid, registration.StartTimeTicks, registration.BootId);

    /// <summary>Whether this very process still runs; a zombie does not.</summary>
    public bool Lives => Of(Pid) is { } now && now == this;

    /// <summary>By which we see start times too late: a restored program may be in a time namespace, and whoever it starts, but the node agent is not (time_namespaces(7)).</summary>
    private static long ReadOffsetTicks()
    {
        const string Offsets = "/proc/self/timens_offsets";
        var words = File.Exists(Offsets) ? File.ReadLines(Offsets).LastOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
        return words is [_, var seconds, var nanoseconds]
            ? long.Parse(seconds, CultureInfo.InvariantCulture) * TicksPerSecond + long.Parse(nanoseconds, CultureInfo.InvariantCulture) / NanosecondsPerTick
            : 0;
    }

    private static string CurrentBootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
