using System.Globalization;
using System.Text;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Proc;

/// <summary>By how many nanoseconds the clocks of a time namespace are ahead of the machine's own, in whatever namespace that was made (time_namespaces(7)).</summary>
internal readonly record struct TimeOffsets(long MonotonicNanoseconds, long BootTimeNanoseconds)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Of the clock ticks of /proc/PID/stat: there are 100 a second (sysconf(3), _SC_CLK_TCK).</summary>
    public const long NanosecondsPerTick = 10_000_000;

    private static readonly Lazy<TimeOffsets> OfThisProcess = new(static () => Of(Environment.ProcessId));

    /// <summary>With which this process sees the clocks, and also the start times of /proc/PID/stat.</summary>
    public static TimeOffsets Own => OfThisProcess.Value;

    /// <summary>Of the namespace that children of the process get, and it has itself as a rule; zero on a kernel without time namespaces.</summary>
    public static TimeOffsets Of(int hostPid) => Parse(Encoding.UTF8.GetString(SmallFile.ReadAll($"/proc/{hostPid}/timens_offsets")));

    /// <summary>Lines of clock, seconds and nanoseconds; Linux 5.5 and 5.6 have the clocks' numbers in the place of names.</summary>
    public static TimeOffsets Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length == 3).ToArray();
        return new TimeOffsets(Of("monotonic", "1"), Of("boottime", "7"));

        long Of(string name, string number)
            => lines.FirstOrDefault(words => words[0] == name || words[0] == number) is { } words
                ? long.Parse(words[1], CultureInfo.InvariantCulture) * NanosecondsPerSecond + long.Parse(words[2], CultureInfo.InvariantCulture)
                : 0;
    }

    /// <summary>What can be written to /proc/PID/timens_offsets: nanoseconds are never negative there.</summary>
    public override string ToString() => $"monotonic {Parts(MonotonicNanoseconds)}\nboottime {Parts(BootTimeNanoseconds)}";

    private static string Parts(long nanoseconds)
    {
        var rest = (nanoseconds % NanosecondsPerSecond + NanosecondsPerSecond) % NanosecondsPerSecond;
        return string.Create(CultureInfo.InvariantCulture, $"{(nanoseconds - rest) / NanosecondsPerSecond} {rest}");
    }
}
