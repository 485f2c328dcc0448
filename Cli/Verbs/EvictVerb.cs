using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Migrations;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Empties a node.</summary>
internal static class EvictVerb
{
    public static Command Create()
    {
        var node = new Argument<string>("node") { Description = "The node that is to be empty." };
        var to = CommonOptions.Nodes("--to", "Only to these nodes, A,B; otherwise to those with the fewest programs.");
        var undo = new Option<bool>("--undo") { Description = "Let it take programs again; what has gone does not come back." };
        var json = CommonOptions.Json();
        var verb = new Command("evict", "Have everything on a node go on elsewhere; it takes nothing new until --undo.") { node, to, undo, json };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(to) is not null && result.GetValue(undo))
                result.AddError("--undo moves nothing, so there is no --to.");
        });
        verb.SetAction(parsed => Evict(new EvictionOrder { Node = parsed.GetValue(node)!, To = parsed.GetValue(to), Undo = parsed.GetValue(undo) }, parsed.GetValue(json)));
        return verb;
    }

    private static int Evict(EvictionOrder order, bool asJson)
    {
        using var agent = AgentClient.Open();
        var report = agent.Post(Routes.Evictions, order, ApiJson.Default.EvictionOrder, ApiJson.Default.EvictionReport);
        Report.Print(report, asJson, ApiJson.Default.EvictionReport, (done, output) => ForPeople(order, done, output));
        return report.Left.Count == 0 ? ExitStatus.Success : ExitStatus.EntracteFailed;
    }

    private static void ForPeople(EvictionOrder order, EvictionReport report, TextWriter output)
    {
        foreach (var moved in report.Moved)
            output.WriteLine($"{moved.Name} runs on {string.Join(", ", moved.To)} after {Quantity.Milliseconds(moved.PauseMilliseconds)}");
        foreach (var rest in report.Left)
            Streams.Error.WriteLine($"entracte: {rest.Name} is still on {report.Node}: {rest.Reason}");
        if (report.Left.Count == 0)
            output.WriteLine(order.Undo ? $"{report.Node} takes programs again" : $"{report.Node} is empty and takes nothing until: entracte evict {report.Node} --undo");
    }
}
