using System.CommandLine;
using System.Diagnostics;
using Entracte.Api.Agents;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Ends the agent; computations run on, and the next agent finds them again.</summary>
internal static class StopVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    public static Command Create()
    {
        var verb = new Command("stop", "End the node agent. Computations run on.");
        verb.SetAction(_ => Stop());
        return verb;
    }

    private static int Stop()
    {
        var runtime = RuntimeDirectory.OfThisUser();
        using (var agent = AgentClient.OpenIfRunning())
        {
            if (agent is null)
            {
                Streams.Error.WriteLine("entracte: no node agent was running.");
                return ExitStatus.Success;
            }

            agent.Post(Routes.Stop);
        }

        // Whoever launches right after this must find either an agent or none, not one that is ending.
        for (var waiting = Stopwatch.StartNew(); AgentSocket.IsLocked(runtime); Thread.Sleep(BetweenLooks))
            if (waiting.Elapsed > Patience)
                throw new CommandFailedException($"The node agent has not ended after {Patience.TotalSeconds} s; see {runtime.AgentLog}.");
        return ExitStatus.Success;
    }
}
