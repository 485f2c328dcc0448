using System.CommandLine;
using Entracte.Cli.Agents;

namespace Entracte.Cli.Verbs;

/// <summary>Becomes the node agent, in the foreground; for service managers, for machines that belong together, and for whoever wants to see its log.</summary>
internal static class NodeVerb
{
    private static readonly (string Name, string Value, string Description)[] Explained =
    [
        ("--join", "HOST:PORT[,...]", "Join the cluster that these nodes belong to; any of them will do."),
        ("--listen", "ADDR[:PORT]", "The address of this machine that the other nodes reach. Without --join: found a cluster."),
        ("--keys", "DIR", "The keys of the cluster, made by entracte keys."),
        ("--name", "N", "What the other nodes and the images call this machine, instead of its host name."),
        ("--roles", "R[,...]", "coordinator,node (may run the coordinator) or node."),
        ("--config", "FILE", "Settings, over those that hocon/reference.hocon explains."),
    ];

    public static Command Create()
    {
        var options = Explained.Select(option => new Option<string?>(option.Name) { Description = option.Description, HelpName = option.Value }).ToArray();
        var verb = new Command("node", "Run the node agent in the foreground, alone or as one of several.");
        foreach (var option in options)
            verb.Options.Add(option);
        verb.SetAction(parsed => NodeProgram.Become(
            [.. options.Where(option => parsed.GetValue(option) is not null).SelectMany(option => (string[])[option.Name, parsed.GetValue(option)!])]));
        return verb;
    }
}
