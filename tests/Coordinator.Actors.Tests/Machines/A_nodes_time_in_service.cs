using Entracte.Coordinator.Actors.Tests.Twins;
using Entracte.Coordinator.Ports;
using Entracte.Coordinator.Service;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>What a node keeps of itself and of others, and what all of that together says.</summary>
public sealed class A_nodes_time_in_service
{
    private readonly SimulatedServiceJournal memory = new();

    [Fact]
    public void counts_from_one_look_to_the_next_while_computations_run_there()
    {
        var keeper = KeeperAt(1000);
        keeper.Look(hasRoots: false, 2000);
        keeper.Look(hasRoots: true, 3000);
        keeper.Look(hasRoots: true, 4500);
        keeper.Look(hasRoots: true, 6000);
        keeper.Look(hasRoots: false, 7000);
        keeper.Look(hasRoots: true, 9000);
        Assert.Equal(3, Assert.Single(keeper.Told).ObservedSeconds);
    }

    [Fact]
    public void is_written_down_at_every_change_and_now_and_then_and_known_to_the_next_agent()
    {
        var keeper = KeeperAt(0);
        for (var second = 0; second <= 150; second++)
            keeper.Look(hasRoots: true, second * 1000);
        Assert.Equal(3, memory.Writes);
        Assert.True(memory.Notes.IsOccupied);
        Assert.Equal(120, Assert.Single(KeeperAt(0).Told).ObservedSeconds);
        keeper.Look(hasRoots: false, 151_000);
        Assert.False(memory.Notes.IsOccupied);
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, true, 1)]
    public void ends_with_a_failure_when_the_machine_begins_anew_while_computations_run_there(bool isOccupied, bool hasRebooted, int failures)
    {
        memory.Notes = new ServiceNotes([new NodeService { Node = "here", ObservedSeconds = 7, Failures = 2 }], isOccupied, hasRebooted);
        var keeper = KeeperAt(0);
        Assert.Equal(2 + failures, Assert.Single(keeper.Told).Failures);
        keeper.Look(hasRoots: false, 1000);
        // Written at once: the next agent must not count it again.
        Assert.Equal(2 + failures, Assert.Single(KeeperAt(0).Told).Failures);
        Assert.False(memory.Notes.HasRebooted && memory.Notes.IsOccupied);
    }

    [Fact]
    public void takes_from_others_what_it_cannot_have_seen_and_keeps_what_it_knows_better()
    {
        memory.Notes = new ServiceNotes([new NodeService { Node = "here", ObservedSeconds = 50, Failures = 1 }], false);
        var keeper = KeeperAt(0);
        keeper.Hear([new NodeService { Node = "here", ObservedSeconds = 40, Failures = 2 }, new NodeService { Node = "lost", ObservedSeconds = 10, Failures = 1 }], 0);
        Assert.Equal([("here", 2, 50), ("lost", 1, 10)], KeeperAt(0).Told.Select(told => (told.Node, told.Failures, told.ObservedSeconds)));
        keeper.Hear([new NodeService { Node = "lost", ObservedSeconds = 5 }], 0);
        Assert.Equal(1, memory.Writes);
    }

    [Fact]
    public void is_added_up_in_the_same_way_in_whatever_order_it_is_heard()
    {
        NodeService[] told =
        [
            new() { Node = "a", Failures = 1, ObservedSeconds = 10 }, new() { Node = "a", Failures = 2, ObservedSeconds = 20 }, new() { Node = "b", Failures = 5, ObservedSeconds = 1 },
            new() { Node = "a", Failures = 1, ObservedSeconds = 30 }, new() { Node = "" , Failures = 100 },
        ];
        Assert.Equal(new FailureHistory(7, 31), HistoryOf(told));
        Assert.Equal(new FailureHistory(7, 31), HistoryOf(told.Reverse()));
    }

    [Fact]
    public void holds_one_failure_where_the_node_and_a_witness_have_counted_the_same_one()
    {
        var book = new ServiceBook();
        book.Hear(new NodeService { Node = "lost", Failures = 3 });
        // It is back, has counted what its reboot has cost, and only then the witness does.
        book.Hear(new NodeService { Node = "lost", Failures = 4 });
        Assert.Equal(4, book.CountFailure("lost", before: 3).Failures);
        Assert.Equal(5, book.CountFailure("lost").Failures);
        Assert.Equal(1, book.CountFailure("another").Failures);
        Assert.Equal(6, book.History.Failures);
    }

    private static FailureHistory HistoryOf(IEnumerable<NodeService> told)
    {
        var book = new ServiceBook();
        foreach (var each in told)
            book.Hear(each);
        return book.History;
    }

    private ServiceKeeper KeeperAt(double nowMilliseconds) => new("here", memory, nowMilliseconds);
}
