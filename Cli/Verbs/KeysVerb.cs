using System.CommandLine;
using Entracte.Cli.Agents;

namespace Entracte.Cli.Verbs;

/// <summary>Makes the keys by which the nodes of one cluster know each other; entracte-node does it, which has the cryptography anyway.</summary>
internal static class KeysVerb
{
    public static Command Create()
    {
        var directory = new Argument<string>("directory") { Description = "Where they go; copy it, without authority.key, to every node.", HelpName = "DIR" };
        var verb = new Command("keys", "Make the keys of a cluster of nodes.") { directory };
        verb.SetAction(parsed => NodeProgram.Become(["--make-keys", parsed.GetValue(directory)!]));
        return verb;
    }
}
