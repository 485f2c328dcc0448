using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Ends all processes of a computation.</summary>
internal static class KillVerb
{
    public static Command Create()
    {
        var target = new Argument<string>("name") { Description = "Name or id of the computation." };
        var json = CommonOptions.Json();
        var verb = new Command("kill", "End a computation (SIGKILL). Its images stay.") { target, json };
        verb.SetAction(parsed => Kill(new ComputationKey(parsed.GetValue(target)!), parsed.GetValue(json)));
        return verb;
    }

    private static int Kill(ComputationKey key, bool asJson)
    {
        using var agent = AgentClient.Open();
        Report.Print(agent.Post(Routes.Kills, key, ApiJson.Default.ComputationKey, ApiJson.Default.KillReport), asJson, ApiJson.Default.KillReport, ForPeople);
        return ExitStatus.Success;
    }

    private static void ForPeople(KillReport report, TextWriter output)
        => output.WriteLine($"{report.Name}: killed {report.Pids.Count} process{(report.Pids.Count == 1 ? "" : "es")}");
}
