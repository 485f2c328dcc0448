using Entracte.GridScheduler;
using Entracte.GridScheduler.Running;
using Entracte.GridScheduler.Scheduling;
using Entracte.GridScheduler.Spool;

namespace Entracte.Samples.Tests.Grid;

public sealed class A_spool : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-spool-").FullName;
    private readonly SpoolDirectory spool;

    public A_spool() => spool = new SpoolDirectory(folder);

    [Fact]
    public void hands_orders_over_in_the_order_in_which_they_came_until_they_are_removed()
    {
        var inbox = new OrderInbox(spool);
        JobFile.Submit(Order("one"), inbox);
        inbox.Put(new InboxOrder { Cancel = "one" });
        Assert.Equal([typeof(GridEvent.Submitted), typeof(GridEvent.CancelAsked)], inbox.Waiting().Select(waiting => waiting.Event!.GetType()));
        OrderInbox.Remove(inbox.Waiting()[0].File);
        Assert.IsType<GridEvent.CancelAsked>(Assert.Single(inbox.Waiting()).Event);
    }

    [Fact]
    public void keeps_the_order_of_those_that_come_within_a_millisecond()
    {
        var inbox = new OrderInbox(spool);
        var names = Enumerable.Range(0, 40).Select(number => $"job-{number}").ToArray();
        foreach (var name in names)
            inbox.Put(new InboxOrder { Cancel = name });
        Assert.Equal(names, inbox.Waiting().Select(waiting => Assert.IsType<GridEvent.CancelAsked>(waiting.Event).Name));
    }

    [Fact]
    public void takes_no_order_that_is_none_and_no_name_that_leads_elsewhere()
    {
        var inbox = new OrderInbox(spool);
        File.WriteAllText(Path.Combine(spool.Inbox, "x.json"), "{ nonsense");
        Assert.Null(Assert.Single(inbox.Waiting()).Event);
        inbox.Put(new InboxOrder { Submit = Order("../../elsewhere") });
        Assert.All(inbox.Waiting(), waiting => Assert.Null(waiting.Event));
        Assert.Throws<GridException>(() => JobFile.Submit(Order("a/b"), inbox));
    }

    [Fact]
    public void gives_the_next_scheduler_the_queue_with_whatever_was_under_way_as_running()
    {
        var journal = new QueueJournal(spool);
        var job = new Job(Order("job") with { Priority = 4, Command = ["a", "b c"] }, 9) { Phase = JobPhase.Parking, Node = "n1", Attempt = 3, Generation = 5 };
        journal.Save(GridState.Empty.With(job));
        var read = journal.Resume().Jobs["job"];
        Assert.Equal(job.Order.Command, read.Order.Command);
        Assert.Equal(job with { Phase = JobPhase.Running, Order = read.Order }, read);
    }

    [Fact]
    public void knows_the_status_of_a_job_when_it_was_written_completely()
    {
        spool.MakeRoomFor("job");
        Assert.Null(JobScript.ExitStatus("job", spool));
        File.WriteAllText(spool.Status("job") + ".new", "3\n");
        Assert.Null(JobScript.ExitStatus("job", spool));
        File.Move(spool.Status("job") + ".new", spool.Status("job"));
        Assert.Equal(3, JobScript.ExitStatus("job", spool));
    }

    [Fact]
    public void takes_the_jobs_of_the_sample()
    {
        var inbox = new OrderInbox(spool);
        JobFile.Submit(Path.Combine(AppContext.BaseDirectory, "jobs.json"), inbox);
        Assert.Equal(2, inbox.Waiting().Count);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static JobOrder Order(string name) => new() { Name = name, Command = ["true"] };
}
