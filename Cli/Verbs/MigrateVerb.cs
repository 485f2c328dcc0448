using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Migrations;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Moves a running computation to other nodes.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var target = new Argument<string>("name") { Description = "Name or id of a running computation." };
        var to = new Option<string?>("--to") { Description = "All of it goes to this node.", HelpName = "NODE" };
        var map = CommonOptions.Map("What is on node OLD goes to node NEW; what is not named stays.");
        var trust = new Option<bool>("--trust-files") { Description = "Take mapped files of the right size for those of the checkpoint, whatever their time and content." };
        var json = CommonOptions.Json();
        var verb = new Command("migrate", "Have a computation go on on other nodes; it ends where it was when everything is ready there.") { target, to, map, trust, json };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(to) is null == result.GetResult(map) is null)
                result.AddError("Say where: --to NODE, or --map OLD=NEW.");
        });
        verb.SetAction(parsed => Migrate(
            new MigrationOrder { Target = parsed.GetValue(target)!, To = parsed.GetValue(to), Map = parsed.GetValue(map) ?? [], TrustFiles = parsed.GetValue(trust) }, parsed.GetValue(json)));
        return verb;
    }

    private static int Migrate(MigrationOrder order, bool asJson)
    {
        using var agent = AgentClient.Open();
        Report.Print(agent.Post(Routes.Migrations, order, ApiJson.Default.MigrationOrder, ApiJson.Default.MigrationReport), asJson, ApiJson.Default.MigrationReport, ForPeople);
        return ExitStatus.Success;
    }

    private static void ForPeople(MigrationReport report, TextWriter output)
    {
        output.WriteLine($"{report.Name} runs on {string.Join(", ", report.To)} after {Quantity.Milliseconds(report.PauseMilliseconds)}"
            + (report.CarriedBytes > 0 ? $", {Quantity.Bytes(report.CarriedBytes)} were carried" : ""));
        foreach (var warning in report.Warnings)
            Streams.Error.WriteLine($"entracte: {warning}");
    }
}
