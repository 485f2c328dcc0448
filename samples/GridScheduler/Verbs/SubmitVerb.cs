using System.CommandLine;
using Entracte.GridScheduler.Scheduling;
using Entracte.GridScheduler.Spool;

namespace Entracte.GridScheduler.Verbs;

/// <summary>gridscheduler submit: leaves an order that the scheduler takes.</summary>
internal static class SubmitVerb
{
    public static Command Create()
    {
        var shared = SharedOption.Create();
        var name = new Option<string>("--name") { Description = "What the job is called; used once.", Required = true };
        var priority = new Option<int>("--priority") { Description = "The higher, the sooner; lower ones make room." };
        var slots = new Option<int>("--slots") { Description = "How many of a node's it takes.", DefaultValueFactory = _ => 1 };
        var every = new Option<double>("--every") { Description = "Seconds between images while it runs; 0: none.", DefaultValueFactory = _ => 60 };
        var command = new Argument<string[]>("command") { Description = "The program and its arguments, behind --.", Arity = ArgumentArity.OneOrMore };
        var verb = new Command("submit", "Adds a job to the queue.") { shared, name, priority, slots, every, command };
        verb.SetAction(parsed =>
        {
            var order = new JobOrder
            {
                Name = parsed.GetValue(name)!,
                Priority = parsed.GetValue(priority),
                Slots = parsed.GetValue(slots),
                CheckpointSeconds = parsed.GetValue(every),
                WorkingDirectory = Environment.CurrentDirectory,
                Command = parsed.GetValue(command)!,
            };
            JobFile.Submit(order, new OrderInbox(new SpoolDirectory(parsed.GetValue(shared)!)));
        });
        return verb;
    }
}
