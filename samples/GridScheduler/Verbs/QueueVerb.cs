using System.CommandLine;
using Entracte.GridScheduler.Scheduling;
using Entracte.GridScheduler.Showing;
using Entracte.GridScheduler.Spool;
using Spectre.Console;

namespace Entracte.GridScheduler.Verbs;

/// <summary>gridscheduler queue: the queue as the scheduler has last written it down.</summary>
internal static class QueueVerb
{
    public static Command Create()
    {
        var shared = SharedOption.Create();
        var verb = new Command("queue", "Shows the queue once.") { shared };
        verb.SetAction(parsed =>
        {
            var state = new QueueJournal(new SpoolDirectory(parsed.GetValue(shared)!)).Read().Aggregate(GridState.Empty, (all, job) => all.With(job));
            if (AnsiConsole.Profile.Out.IsTerminal)
                AnsiConsole.Write(QueueTable.Of(state).Caption(""));
            else
                new PlainLines(Console.Out).Show(state);
        });
        return verb;
    }
}
