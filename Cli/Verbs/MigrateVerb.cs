using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Migrations;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Moves a running computation to other nodes, or to another cluster.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var target = new Argument<string>("name") { Description = "Name or id of a running computation." };
        var to = new Option<string?>("--to") { Description = "All of it goes to this node.", HelpName = "NODE" };
        var cluster = new Option<string?>("--to-cluster")
        {
            Description = "All of it goes to another cluster, of which this is a node: to that node, or to those of that cluster which --to or --map names.", HelpName = "HOST[:PORT]",
        };
        var toImages = CommonOptions.ToImages("The directory of images there, where it is not the same path as here (--to-cluster).");
        var map = CommonOptions.Map("What is on node OLD goes to node NEW, with NEW+NEW spread over those; what is not named stays.");
        var trust = new Option<bool>("--trust-files") { Description = "Take mapped files of the right size for those of the checkpoint, whatever their time and content." };
        var json = CommonOptions.Json();
        var verb = new Command("migrate", "Have a computation go on on other nodes; it ends where it was when everything is ready there.") { target, to, map, cluster, toImages, trust, json };
        verb.Validators.Add(result =>
        {
            var (isTo, isMap, isCluster) = (result.GetResult(to) is not null, result.GetResult(map) is not null, result.GetResult(cluster) is not null);
            if (isCluster ? isTo && isMap : isTo == isMap)
                result.AddError("Say where: --to NODE, or --map OLD=NEW, or --to-cluster HOST[:PORT] with at most one of these.");
            if (result.GetResult(toImages) is not null && !isCluster)
                result.AddError("--to-images is for another cluster (--to-cluster); inside one the images have the same path on all nodes.");
        });
        verb.SetAction(parsed => Migrate(
            new MigrationOrder
            {
                Target = parsed.GetValue(target)!,
                To = parsed.GetValue(to),
                Map = parsed.GetValue(map) ?? [],
                ToCluster = parsed.GetValue(cluster),
                ToImages = parsed.GetValue(toImages),
                TrustFiles = parsed.GetValue(trust),
            },
            parsed.GetValue(json)));
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
