using System.Globalization;
using System.Text.RegularExpressions;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Kinds;

/// <summary>timerfd_create(2).</summary>
internal sealed partial class TimerKind : DescriptorKind
{
    private const int CLOCK_BOOTTIME_ALARM = 9;
    private const int TFD_TIMER_ABSTIME = 1;

    public override bool Recognizes(OpenFile file) => file.Link == "anon_inode:[timerfd]";

    public override OpenFileRecord? Capture(OpenFile file, CaptureContext context)
    {
        var clock = int.Parse(file.Info.Value("clockid") ?? "1", CultureInfo.InvariantCulture);
        var flags = Convert.ToInt32(file.Info.Value("settime flags") ?? "0", 8);
        var remaining = Nanoseconds(file.Info.Value("it_value"));
        return new TimerDescriptorRecord
        {
            Clock = clock,
            SetFlags = flags,
            RemainingNanoseconds = remaining,
            IntervalNanoseconds = Nanoseconds(file.Info.Value("it_interval")),
            Ticks = ulong.Parse(file.Info.Value("ticks") ?? "0", CultureInfo.InvariantCulture),
            ExpiryNanoseconds = (flags & TFD_TIMER_ABSTIME) != 0 && remaining > 0 ? Now(clock, file.Leader.Member.LivingTid) + remaining : 0,
        };
    }

    /// <summary>By the clock of the process, which may be in a time namespace, in nanoseconds.</summary>
    private static long Now(int clock, int tid)
    {
        var clocks = ClockCapture.Of(tid);
        return clock switch
        {
            ClockTime.CLOCK_MONOTONIC => clocks.MonotonicNanoseconds,
            ClockTime.CLOCK_BOOTTIME or CLOCK_BOOTTIME_ALARM => clocks.BootTimeNanoseconds,
            _ => clocks.UnixNanoseconds,
        };
    }

    /// <summary>From "(seconds, nanoseconds)".</summary>
    private static long Nanoseconds(string? pair)
        => Pair().Match(pair ?? "") is { Success: true } match
            ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * 1_000_000_000 + long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(@"\((\d+), (\d+)\)")]
    private static partial Regex Pair();
}
