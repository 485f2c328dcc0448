using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Api.Preflights;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Says what could not be captured. Exit status 1 when there is something.</summary>
internal static class PreflightVerb
{
    public static Command Create()
    {
        var pid = CommonOptions.PidArgument("A process of yours; its descendants are looked at as well.");
        var json = CommonOptions.Json();
        var verb = new Command("preflight", "Say what would stand in the way of a checkpoint, and what to do about it.") { pid, json };
        verb.SetAction(parsed => Look(new PreflightOrder(parsed.GetValue(pid)), parsed.GetValue(json)));
        return verb;
    }

    private static int Look(PreflightOrder order, bool asJson)
    {
        using var agent = AgentClient.Open();
        var report = agent.Post(Routes.Preflights, order, ApiJson.Default.PreflightOrder, ApiJson.Default.PreflightReport);
        Report.Print(report, asJson, ApiJson.Default.PreflightReport, ForPeople);
        return report.Obstacles.Count == 0 ? ExitStatus.Success : ExitStatus.Negative;
    }

    private static void ForPeople(PreflightReport report, TextWriter output)
    {
        var processes = $"{report.ProcessCount} process{(report.ProcessCount == 1 ? "" : "es")} below pid {report.Pid}, looked at in {Quantity.Milliseconds(report.PauseMilliseconds)}";
        output.WriteLine(report.Obstacles.Count == 0 ? $"Nothing stands in the way ({processes})." : $"In the way ({processes}):");
        foreach (var obstacle in report.Obstacles)
            output.WriteLine(ObstacleLine.Of(obstacle));
    }
}
