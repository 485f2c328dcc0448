using System.CommandLine;
using Entracte.GridScheduler.Spool;

namespace Entracte.GridScheduler.Verbs;

/// <summary>gridscheduler cancel: nobody wants the job any more.</summary>
internal static class CancelVerb
{
    public static Command Create()
    {
        var shared = SharedOption.Create();
        var name = new Argument<string>("name") { Description = "The job." };
        var verb = new Command("cancel", "Takes a job out of the queue, or kills it.") { shared, name };
        verb.SetAction(parsed => new OrderInbox(new SpoolDirectory(parsed.GetValue(shared)!)).Put(new InboxOrder { Cancel = parsed.GetValue(name) }));
        return verb;
    }
}
