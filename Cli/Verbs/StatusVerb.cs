using System.CommandLine;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Cli.Agents;
using Entracte.Cli.Printing;

namespace Entracte.Cli.Verbs;

/// <summary>Lists the nodes, where there are several, and the computations.</summary>
internal static class StatusVerb
{
    private static readonly string[] Columns = ["NAME", "STATE", "PID", "GENERATION", "LAST", "EVERY", "COMMAND"];
    private static readonly string[] ColumnsOfSeveralNodes = ["NAME", "NODE", .. Columns[1..]];
    private static readonly string[] NodeColumns = ["NODE", "ADDRESS", "STATE", "ROOTS", ""];

    public static Command Create()
    {
        var json = CommonOptions.Json();
        var verb = new Command("status", "List the computations and what is being done to them.") { json };
        verb.SetAction(parsed => Show(parsed.GetValue(json)));
        return verb;
    }

    private static int Show(bool asJson)
    {
        using var agent = AgentClient.Open();
        Report.Print(agent.Get(Routes.Status, ApiJson.Default.AgentStatus), asJson, ApiJson.Default.AgentStatus, ForPeople);
        return ExitStatus.Success;
    }

    private static void ForPeople(AgentStatus status, TextWriter output)
    {
        var hasSeveralNodes = status.Nodes.Any(node => node.Address is not null);
        if (hasSeveralNodes)
        {
            Table.Print(output, NodeColumns, [.. status.Nodes.Select(node => Row(node, status))]);
            output.WriteLine();
        }

        if (status.Computations.Count == 0)
            output.WriteLine("No computations. Begin one with: entracte launch PROGRAM");
        else if (hasSeveralNodes)
            Table.Print(output, ColumnsOfSeveralNodes, [.. status.Computations.Select(RowWithNodes)]);
        else
            Table.Print(output, Columns, [.. status.Computations.Select(Row)]);
        foreach (var computation in status.Computations.Where(computation => computation.LastRollback is not null))
            output.WriteLine($"{computation.Name}: {computation.LastRollback}");
        foreach (var computation in status.Computations.Where(computation => computation.Recovery?.CrashRestarts is not null))
            output.WriteLine($"{computation.Name}: {Left(computation.Recovery!)} of {computation.Recovery!.CrashRestarts} restarts after crashes are left");
        foreach (var computation in status.Computations.Where(computation => computation.LastFailure is not null))
            output.WriteLine($"{computation.Name}: the last attempt failed: {computation.LastFailure}");
    }

    private static int Left(Recovery recovery) => Math.Max(0, (recovery.CrashRestarts ?? 0) - recovery.CrashRestartsUsed);

    private static IReadOnlyList<string> Row(NodeStatus node, AgentStatus status) =>
    [
        node.Name,
        node.Address ?? "-",
        node.Reachable ? node.Closed ? "Closed" : "Reachable" : "Lost",
        node.ProcessCount.ToString(),
        string.Join(", ", ((string?[])[node.Name == status.Node ? "this node" : null, node.Name == status.CoordinatorNode ? "coordinator" : null]).OfType<string>()),
    ];

    private static IReadOnlyList<string> RowWithNodes(ComputationStatus computation)
    {
        var row = Row(computation);
        return [row[0], computation.Nodes.Count == 0 ? "-" : string.Join(' ', computation.Nodes), .. row.Skip(1)];
    }

    private static IReadOnlyList<string> Row(ComputationStatus computation) =>
    [
        computation.Name,
        computation.State,
        string.Join(' ', computation.Pids),
        computation.Generation == 0 ? "-" : computation.Generation.ToString(),
        computation.LastCheckpoint is { } last ? Quantity.Time(last) : "-",
        computation.IntervalSeconds is { } seconds ? $"{Quantity.Interval(seconds)}{(computation.AutomaticInterval == true ? " (auto)" : "")}" : "-",
        computation.Command,
    ];
}
