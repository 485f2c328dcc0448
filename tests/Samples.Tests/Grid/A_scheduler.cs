using Entracte.GridScheduler.Scheduling;

namespace Entracte.Samples.Tests.Grid;

/// <summary>The pure decision: who runs where, and who has to make room.</summary>
public sealed class A_scheduler
{
    private readonly GridTable table = new();

    [Fact]
    public void starts_the_most_important_first_and_of_these_the_oldest_where_most_room_is()
    {
        table.Submit("old");
        table.Submit("young");
        table.Submit("urgent", 5);
        Assert.Equal(["Start urgent on n2", "Start old on n1"], table.Nodes(("n1", 1), ("n2", 2)).Take(2));
        Assert.Equal((JobPhase.Starting, "n2"), (table["young"].Phase, table["young"].Node));
    }

    [Fact]
    public void parks_the_least_important_for_a_more_important_one_and_resumes_it_elsewhere_when_there_is_room()
    {
        table.Nodes(("n1", 1), ("n2", 1));
        table.Run("low", 1);
        table.Run("middle", 2);
        Assert.Equal(["Park low on n1"], table.Submit("high", 3));
        Assert.Equal(["Start high on n1"], table.Park("low", 7));
        Assert.Equal((JobPhase.Queued, 7), (table["low"].Phase, table["low"].Generation));
        Assert.Equal(["Start low on n2"], table.End("middle"));
        Assert.Equal(2, table["low"].Attempt);
    }

    [Fact]
    public void never_parks_for_one_of_the_same_priority()
    {
        table.Nodes(("n1", 1));
        table.Run("first", 3);
        Assert.Empty(table.Submit("second", 3));
        Assert.Equal(["Start second on n1"], table.End("first"));
    }

    [Fact]
    public void keeps_room_that_is_being_made_for_the_one_it_is_made_for()
    {
        table.Nodes(("n1", 2));
        table.Run("low", 0);
        Assert.Equal(["Park low on n1"], table.Submit("wide", 5, slots: 2));
        // There is a free slot; who takes it now would stand in the way of the more important one.
        Assert.Empty(table.Submit("small", 1));
        Assert.Equal(["Start wide on n1"], table.Park("low"));
    }

    [Fact]
    public void parks_nobody_in_vain()
    {
        table.Nodes(("n1", 3), ("n2", 2));
        table.Run("one", 0);
        table.Run("two", 1, slots: 2);
        table.Run("guard", 9, slots: 2);
        // The least important alone is not enough, the other alone is.
        Assert.Equal(["Park two on n1"], table.Submit("wide", 5, slots: 2));
        Assert.Empty(table.Submit("impossible", 8, slots: 4));
        Assert.Equal(JobPhase.Running, table["one"].Phase);
    }

    [Fact]
    public void lets_a_small_one_pass_a_large_one_that_cannot_start_anyway()
    {
        table.Nodes(("n1", 1));
        Assert.Empty(table.Submit("large", 5, slots: 2));
        Assert.Equal(["Start small on n1"], table.Submit("small", 0));
    }

    [Fact]
    public void starts_the_jobs_of_a_lost_node_elsewhere_and_hears_nothing_more_of_their_earlier_lives()
    {
        table.Nodes(("n1", 1), ("n2", 1));
        table.Run("job");
        Assert.Empty(table.Nodes(("n2", 1)));
        Assert.Equal(JobPhase.Running, table["job"].Phase);
        Assert.Equal(["Start job on n2"], table.Hear(new GridEvent.NodeLost("n1")));
        table.Hear(new GridEvent.Ended("job", 1, 0));
        table.Hear(new GridEvent.Parked("job", 1, 3));
        Assert.Equal((JobPhase.Starting, 2), (table["job"].Phase, table["job"].Attempt));
    }

    [Fact]
    public void tries_again_after_failures_and_gives_up_after_some_unless_images_were_taken_in_between()
    {
        table.Nodes(("n1", 1));
        table.Submit("job");
        table.Hear(new GridEvent.StartFailed("job", 1, "no such file"));
        table.Start("job");
        table.Hear(new GridEvent.Saved("job", 2, 1));
        for (var attempt = 2; attempt < 2 + Scheduler.FailuresMax; attempt++)
        {
            Assert.Equal(attempt, table["job"].Attempt);
            table.Start("job");
            table.Hear(new GridEvent.Vanished("job", attempt));
        }

        Assert.Equal(JobPhase.Failed, table["job"].Phase);
        Assert.Equal(["Start next on n1"], table.Submit("next"));
    }

    [Fact]
    public void leaves_alone_who_cannot_be_checkpointed()
    {
        table.Nodes(("n1", 1), ("n2", 1));
        table.Run("stubborn", 0);
        table.Run("other", 1);
        Assert.Equal(["Park stubborn on n1"], table.Submit("high", 5));
        Assert.Equal(["Park other on n2"], table.Hear(new GridEvent.ParkFailed("stubborn", 1, "io_uring", IsFinal: true)));
        Assert.Equal(JobPhase.Running, table["stubborn"].Phase);
    }

    [Fact]
    public void cancels_what_waits_and_kills_what_runs()
    {
        table.Nodes(("n1", 1));
        table.Run("running");
        table.Submit("waiting");
        Assert.Empty(table.Hear(new GridEvent.CancelAsked("waiting")));
        Assert.Equal(["Kill running on n1"], table.Hear(new GridEvent.CancelAsked("running")));
        table.Hear(new GridEvent.Killed("running", 1));
        Assert.All(table.State.Jobs.Values, job => Assert.Equal(JobPhase.Cancelled, job.Phase));
        table.Hear(new GridEvent.CancelAsked("running"));
        Assert.NotNull(table.Refusal);
    }

    [Fact]
    public void kills_as_soon_as_it_runs_who_was_cancelled_while_it_started()
    {
        table.Nodes(("n1", 1));
        table.Submit("job");
        Assert.Empty(table.Hear(new GridEvent.CancelAsked("job")));
        Assert.Equal(["Kill job on n1"], table.Start("job"));
    }

    [Fact]
    public void refuses_a_name_that_was_used()
    {
        table.Submit("job");
        table.Submit("job", 3);
        Assert.NotNull(table.Refusal);
        Assert.Equal(0, table["job"].Order.Priority);
    }

    [Fact]
    public void has_an_answer_to_every_event_in_every_phase_and_only_the_table_moves_a_job()
    {
        GridEvent[] events =
        [
            new GridEvent.Started("job", 1), new GridEvent.StartFailed("job", 1, ""), new GridEvent.Parked("job", 1, 2), new GridEvent.ParkFailed("job", 1, "", false),
            new GridEvent.Saved("job", 1, 2), new GridEvent.Ended("job", 1, 0), new GridEvent.Vanished("job", 1), new GridEvent.Killed("job", 1), new GridEvent.KillFailed("job", 1, ""),
            new GridEvent.NodeLost("n1"), new GridEvent.CancelAsked("job"),
        ];
        var moves = Enum.GetValues<JobPhase>().SelectMany(phase => events.Select(happened =>
        {
            var state = GridState.Empty.With(new Job(new JobOrder { Name = "job", Command = ["true"] }, 1) { Phase = phase, Node = "n1", Attempt = 1 });
            var after = Scheduler.Decide(state, happened).State.Jobs["job"].Phase;
            return after == phase ? "" : $"{phase} {happened.GetType().Name} {after}";
        })).Where(move => move.Length > 0);
        Assert.Equal(
            [
                "Queued CancelAsked Cancelled",
                "Starting Started Running", "Starting StartFailed Queued", "Starting Ended Done", "Starting NodeLost Queued",
                "Running Ended Done", "Running Vanished Queued", "Running NodeLost Queued", "Running CancelAsked Ending",
                "Parking Parked Queued", "Parking ParkFailed Running", "Parking Ended Done", "Parking NodeLost Queued",
                "Ending Ended Done", "Ending Vanished Cancelled", "Ending Killed Cancelled", "Ending KillFailed Running", "Ending NodeLost Cancelled",
            ],
            moves);
    }
}
