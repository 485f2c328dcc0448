using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Processes;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.Tests.Restore;

public class ClocksGoOn
{
    private const long Second = 1_000_000_000;

    private static readonly ClockRecord Here = new()
    {
        BootId = "here", MonotonicOffsetNanoseconds = 10 * Second, BootTimeOffsetNanoseconds = 20 * Second,
        MonotonicNanoseconds = 110 * Second, BootTimeNanoseconds = 220 * Second, UnixNanoseconds = 1_000_000 * Second,
    };

    private static readonly ClockRecord Elsewhere = new()
    {
        BootId = "elsewhere", MonotonicOffsetNanoseconds = 7 * Second, BootTimeOffsetNanoseconds = 8 * Second,
        MonotonicNanoseconds = 5000 * Second, BootTimeNanoseconds = 6000 * Second, UnixNanoseconds = 999_970 * Second,
    };

    [Fact]
    public void By_themselves_where_they_are_the_same() => Assert.Equal(ClockContinuation.Nothing, ClockContinuation.Of([Here, Here], Here with { MonotonicNanoseconds = 150 * Second }));

    [Fact]
    public void By_themselves_in_images_that_tell_nothing_of_them() => Assert.Equal(ClockContinuation.Nothing, ClockContinuation.Of([], Here));

    [Fact]
    public void With_the_offsets_of_before_under_the_same_boot()
    {
        var clocks = ClockContinuation.Of([Here with { MonotonicOffsetNanoseconds = -5 * Second / 2, MonotonicNanoseconds = 60 * Second }], Here);
        Assert.Equal("monotonic -3 500000000\nboottime 20 0", clocks.TimeOffsets);
    }

    [Fact]
    public void By_the_time_that_has_passed_since_elsewhere()
        => Assert.Equal($"monotonic {5000 + 30 - 100} 0\nboottime {6000 + 30 - 200} 0", ClockContinuation.Of([Elsewhere], Here).TimeOffsets);

    [Fact]
    public void From_where_they_were_when_the_wall_clock_was_set_back()
        => Assert.Equal($"monotonic {5000 - 100} 0\nboottime {6000 - 200} 0", ClockContinuation.Of([Elsewhere with { UnixNanoseconds = 2_000_000 * Second }], Here).TimeOffsets);

    [Fact]
    public void From_where_they_were_when_a_virtual_machine_went_back_in_time()
    {
        var clocks = ClockContinuation.Of([Here with { MonotonicNanoseconds = 500 * Second, BootTimeNanoseconds = 600 * Second }], Here);
        Assert.Equal($"monotonic {500 - 100} 0\nboottime {600 - 200} 0", clocks.TimeOffsets);
    }

    [Fact]
    public void Those_of_several_hosts_none_backwards_and_it_is_said()
    {
        var clocks = ClockContinuation.Of([Elsewhere, Here], Here);
        Assert.Equal($"monotonic {5000 + 30 - 100} 0\nboottime {6000 + 30 - 200} 0", clocks.TimeOffsets);
        Assert.Contains("several hosts", Assert.Single(clocks.NotesWith(HuskNamespaces.Unprivileged | HuskNamespaces.Time)), StringComparison.Ordinal);
    }

    [Fact]
    public void Not_at_all_without_a_time_namespace_and_it_is_said()
    {
        var clocks = ClockContinuation.Of([Elsewhere], Here);
        Assert.True(clocks.GoOnWith(HuskNamespaces.Time));
        Assert.Empty(clocks.NotesWith(HuskNamespaces.Time));
        Assert.False(clocks.GoOnWith(HuskNamespaces.Privileged));
        Assert.Contains($"jumped back by about {5000 + 30 - 110} s", Assert.Single(clocks.NotesWith(HuskNamespaces.Privileged)), StringComparison.Ordinal);
    }

    [Fact]
    public void As_this_process_sees_them()
    {
        var before = System.Diagnostics.Stopwatch.GetTimestamp();
        var clock = ClockCapture.Here;
        Assert.InRange(clock.MonotonicNanoseconds, before, System.Diagnostics.Stopwatch.GetTimestamp());
        Assert.Equal(ClockContinuation.Nothing, ClockContinuation.Of([clock], ClockCapture.Here));
    }

    [Fact]
    public void With_offsets_as_the_kernel_writes_them()
    {
        Assert.Equal(new TimeOffsets(-3 * Second + 500_000_000, 7 * Second), TimeOffsets.Parse("monotonic          -3 500000000\nboottime            7         0\n"));
        Assert.Equal(new TimeOffsets(5 * Second, 6 * Second), TimeOffsets.Parse("1 5 0\n7 6 0\n"));
        Assert.Equal(default, TimeOffsets.Parse(""));
    }
}
