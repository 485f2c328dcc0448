using System.CommandLine;
using System.CommandLine.Invocation;
using Entracte.Api.Agents;
using Entracte.Cli.Agents;
using Entracte.Cli.Launching;
using Entracte.Cli.Printing;
using Entracte.Cli.RemoteShells;
using Entracte.Cli.Verbs;

namespace Entracte.Cli;

/// <summary>The <c>entracte</c> command: parses, hands over to a verb, and turns what comes back into an exit status.</summary>
internal static class Program
{
    /// <summary>Not for people: the short-lived parent of a background agent, see <see cref="AgentStarter"/>.</summary>
    public const string SpawnNodeVerb = "--spawn-node";

    public static int Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                [SpawnNodeVerb, var node, var log] => AgentStarter.SpawnNode(node, log),
                [RemoteShell.Verb, var program, var runtime, .. var rest] => RemoteShell.Start(program, runtime, rest),
                [Front.SequelVerb, var front, var id, var life, var status, var asked] => Front.Follow(front, id, life, status, asked),
                _ => Invoke(arguments),
            };
        }
        catch (CommandFailedException failure)
        {
            FailureText.Print(failure, arguments);
            return failure.ExitStatus;
        }
        catch (Exception failure) when (failure is RuntimeDirectoryException or IOException or UnauthorizedAccessException)
        {
            Streams.Error.WriteLine($"entracte: {failure.Message}");
            return ExitStatus.EntracteFailed;
        }
    }

    private static int Invoke(string[] arguments)
    {
        var launch = LaunchVerb.Create();
        var root = new RootCommand("Checkpoints and restarts whole computations, unmodified and without root.")
        {
            launch, CheckpointVerb.Create(), RestartVerb.Create(), MigrateVerb.Create(), EvictVerb.Create(), StatusVerb.Create(), ImagesVerb.Create(), InspectVerb.Create(),
            VerifyVerb.Create(), PreflightVerb.Create(), KillVerb.Create(), NodeVerb.Create(), KeysVerb.Create(), StopVerb.Create(),
        };
        // An argument of the launched program that begins with @ is not a response file of ours.
        var parsed = root.Parse(LaunchArguments.WithSeparator(arguments, launch), new ParserConfiguration { ResponseFileTokenReplacer = null });
        var status = parsed.Invoke(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = Streams.Output,
            Error = Streams.Error,
        });
        return parsed.Action is ParseErrorAction ? ExitStatus.Usage : status;
    }
}
