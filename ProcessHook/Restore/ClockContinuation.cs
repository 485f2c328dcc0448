using System.Globalization;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Restore;

/// <summary>
/// How the monotonic clocks of a computation go on: under the same boot by themselves, with the offsets that its members had; elsewhere from what they were at the checkpoint, by the time that
/// has passed since by the wall clock. Members of several hosts that come together on one get the clock that is ahead: none runs backwards.
/// </summary>
/// <param name="TimeOffsets">The content for /proc/self/timens_offsets (time_namespaces(7)); null where the clocks are right without.</param>
/// <param name="BehindNanoseconds">How far CLOCK_MONOTONIC is behind here, and so would jump back without a namespace; ahead where it is negative.</param>
/// <param name="ApartNanoseconds">How far the members' clocks are from each other.</param>
public sealed record ClockContinuation(string? TimeOffsets, long BehindNanoseconds, long ApartNanoseconds)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>For images without clocks.</summary>
    public static ClockContinuation Nothing { get; } = new(null, 0, 0);

    public static ClockContinuation Of(IReadOnlyList<ProcessFileRecord> parts)
        => Of([.. parts.Select(part => part.Process.Machine.Clock).OfType<ClockRecord>()], ClockCapture.Here);

    /// <param name="then">The members' at the checkpoint.</param>
    /// <param name="here">Where they are restarted.</param>
    internal static ClockContinuation Of(IReadOnlyList<ClockRecord> then, ClockRecord here)
    {
        if (then.Count == 0)
            return Nothing;
        var offsets = then.Select(clock => OffsetsOf(clock, here)).ToArray();
        var (monotonic, boot) = (offsets.Max(each => each.MonotonicNanoseconds), offsets.Max(each => each.BootTimeNanoseconds));
        var apart = Math.Max(monotonic - offsets.Min(each => each.MonotonicNanoseconds), boot - offsets.Min(each => each.BootTimeNanoseconds));
        var isRight = monotonic == here.MonotonicOffsetNanoseconds && boot == here.BootTimeOffsetNanoseconds;
        return isRight
            ? Nothing with { ApartNanoseconds = apart }
            : new ClockContinuation(new TimeOffsets(monotonic, boot).ToString(), monotonic - here.MonotonicOffsetNanoseconds, apart);
    }

    /// <summary>With a time namespace where one is needed.</summary>
    public NamespaceChoice Choose(NamespaceChoice choice) => TimeOffsets is null ? choice : choice.WithTime();

    /// <summary>Whether the husk sees the clocks as they go on.</summary>
    /// <param name="given">Which namespaces it has.</param>
    public bool GoOnWith(HuskNamespaces given) => TimeOffsets is null || given.HasFlag(HuskNamespaces.Time);

    /// <summary>What the user should know.</summary>
    /// <param name="given">Which namespaces the husk has.</param>
    public IEnumerable<string> NotesWith(HuskNamespaces given)
    {
        if (!GoOnWith(given))
        {
            yield return $"CLOCK_MONOTONIC and CLOCK_BOOTTIME have jumped {(BehindNanoseconds > 0 ? "back" : "ahead")} by about {Seconds(BehindNanoseconds)} s: "
                + "no time namespace could be made (CONFIG_TIME_NS, user.max_time_namespaces; root in a container needs CAP_SYS_ADMIN and CAP_SYS_TIME)";
        }
        if (ApartNanoseconds >= NanosecondsPerSecond)
            yield return $"processes of several hosts have one clock now: CLOCK_MONOTONIC or CLOCK_BOOTTIME of some has jumped ahead by up to {Seconds(ApartNanoseconds)} s";
    }

    /// <summary>Those with which the clocks of one member go on.</summary>
    private static TimeOffsets OffsetsOf(ClockRecord then, ClockRecord here)
    {
        var (monotonic, boot) = (here.MonotonicNanoseconds - here.MonotonicOffsetNanoseconds, here.BootTimeNanoseconds - here.BootTimeOffsetNanoseconds);
        // A virtual machine that went back to a snapshot has the same boot, and earlier clocks.
        if (then.BootId == here.BootId && monotonic + then.MonotonicOffsetNanoseconds >= then.MonotonicNanoseconds)
            return new TimeOffsets(then.MonotonicOffsetNanoseconds, then.BootTimeOffsetNanoseconds);
        // Wall clocks of two machines may differ, and one of them may have been set back: a monotonic clock must not.
        var passed = Math.Max(0, here.UnixNanoseconds - then.UnixNanoseconds);
        return new TimeOffsets(WholeTicks(then.MonotonicNanoseconds + passed - monotonic), WholeTicks(then.BootTimeNanoseconds + passed - boot));
    }

    /// <summary>Upwards, and whole: who reads start times in such a namespace can then tell exactly what they are outside of it (<see cref="ProcessStat.StartTime"/>).</summary>
    private static long WholeTicks(long nanoseconds)
    {
        const long Tick = Proc.TimeOffsets.NanosecondsPerTick;
        return nanoseconds + (Tick - nanoseconds % Tick) % Tick;
    }

    private static string Seconds(long nanoseconds) => Math.Abs(nanoseconds / NanosecondsPerSecond).ToString(CultureInfo.InvariantCulture);
}
