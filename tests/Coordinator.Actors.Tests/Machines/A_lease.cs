using Akka.Actor;
using Entracte.Coordinator.Fencing;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>How long a node lets run what others may start anew, and who may let it.</summary>
public sealed class A_lease
{
    private const double Length = 10_000;

    [Fact]
    public void begins_with_the_first_computation_that_needs_it_and_ends_with_the_last()
    {
        var (begun, stop) = Lease.None.Look(hasFenced: true, 1_000, Length);
        Assert.Equal((11_000.0, null), (begun.EndMilliseconds!.Value, stop));
        Assert.Equal((Lease.None, null), begun.Look(hasFenced: false, 2_000, Length));
        Assert.Null(Lease.None.Granted(Grant(5_000)).EndMilliseconds);
    }

    [Fact]
    public void counts_from_the_report_that_was_answered_and_is_never_shortened()
    {
        var (begun, _) = Lease.None.Look(hasFenced: true, 1_000, Length);
        Assert.Equal(14_000, begun.Granted(Grant(4_000)).EndMilliseconds);
        Assert.Equal(14_000, begun.Granted(Grant(4_000)).Granted(Grant(2_000)).EndMilliseconds);
    }

    [Fact]
    public void is_granted_by_those_who_have_shown_a_stamp_of_this_coordinator_and_not_by_reports_that_have_waited()
    {
        var stamp = new ReportHeard { Epoch = 7, StampMilliseconds = 4_000 };
        Assert.Equal(4_000, stamp.ProvenAt(epoch: 7, earlierMilliseconds: double.NegativeInfinity));
        Assert.Equal(5_000, stamp.ProvenAt(epoch: 7, earlierMilliseconds: 5_000));
        Assert.Equal(double.NegativeInfinity, stamp.ProvenAt(epoch: 8, earlierMilliseconds: double.NegativeInfinity));
        Assert.Equal(double.NegativeInfinity, ReportHeard.Nothing.ProvenAt(epoch: 0, earlierMilliseconds: double.NegativeInfinity));
    }

    [Fact]
    public void stops_once_when_it_has_run_out_and_lets_go_once_when_it_is_granted_again()
    {
        var (running, _) = Lease.None.Look(hasFenced: true, 0, Length);
        Assert.Null(running.Look(hasFenced: true, 9_999, Length).Stop);
        var (over, stop) = running.Look(hasFenced: true, 10_000, Length);
        Assert.True(stop);
        Assert.Null(over.Look(hasFenced: true, 20_000, Length).Stop);
        var (again, letGo) = over.Granted(Grant(20_000)).Look(hasFenced: true, 20_001, Length);
        Assert.False(letGo);
        Assert.Null(again.Look(hasFenced: true, 20_002, Length).Stop);
    }

    [Fact]
    public void lets_what_was_restored_begin_only_by_what_was_granted_and_nothing_beside_it_run_longer()
    {
        var (launched, _) = Lease.None.Look(hasFenced: true, 8_000, Length);
        Assert.False(launched.MayBegin(8_000));
        var granted = launched.Granted(Grant(5_000));
        Assert.Equal((true, false, 18_000.0), (granted.MayBegin(14_999), granted.MayBegin(15_000), granted.EndMilliseconds!.Value));
        Assert.Equal(15_000, granted.Begun().Look(hasFenced: true, 9_000, Length).Lease.EndMilliseconds);
        // It is granted before there is anything that needs it, and once more for what comes next.
        Assert.True(granted.Look(hasFenced: false, 9_000, Length).Lease.MayBegin(14_999));
    }

    [Fact]
    public void of_a_side_without_the_majority_lets_begin_what_was_restored_on_order_and_nothing_else_go_on()
    {
        var onOrder = Grant(5_000) with { IsForRestored = true };
        Assert.Equal(15_000, Lease.None.Granted(onOrder).Begun().EndMilliseconds);
        var (other, _) = Lease.None.Look(hasFenced: true, 0, Length);
        Assert.Equal((10_000, true, false), (other.Granted(onOrder).EndMilliseconds!.Value, other.Granted(onOrder).MayBegin(9_999), other.Granted(onOrder).MayBegin(10_000)));
    }

    [Fact]
    public void can_be_had_from_at_most_one_side_of_a_cluster_that_falls_apart()
    {
        for (var count = 1; count <= 6; count++)
        {
            var members = Enumerable.Range(1, count).Select(number => new Address("akka.tcp", "entracte", $"10.0.0.{number}", 7677)).ToArray();
            for (var side = 0; side < 1 << count; side++)
            {
                var one = members.Where((_, index) => (side >> index & 1) == 1).ToArray();
                var other = members.Except(one).ToArray();
                Assert.NotEqual(Quorum.Has(members, one), Quorum.Has(members, other));
            }
        }
    }

    private static LeaseGranted Grant(double sentAt) => new() { SentAtMilliseconds = sentAt, LeaseMilliseconds = Length };
}
