using System.Text;
using Xunit.Abstractions;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>What one checkpoint costs between the coordinator and its nodes. docs/scaling.md has the same for up to 10,000 of them; ENTRACTE_WRITE_SCALING=FILE writes it.</summary>
public sealed class Barrier_traffic(ITestOutputHelper output)
{
    [Fact]
    public void of_a_node_is_the_same_however_many_nodes_and_processes_there_are()
    {
        string[] few = Kinds(nodes: 3, processesPerNode: 1), more = Kinds(nodes: 40, processesPerNode: 1), many = Kinds(nodes: 3, processesPerNode: 50);
        Assert.Equal(few, more);
        Assert.Equal(few, many);
        Assert.Equal(18, few.Length);
    }

    [Fact]
    public void is_measured_for_the_document_when_somebody_asks()
    {
        var asked = Environment.GetEnvironmentVariable("ENTRACTE_WRITE_SCALING") is { Length: > 0 } file ? file : null;
        var table = new StringBuilder();
        foreach (var (nodes, processes) in asked is null ? [(10, 4), (100, 4)] : ScalingReport.Sizes)
            table.AppendLine(ScalingReport.Row(nodes, processes));
        output.WriteLine($"{table}");
        if (asked is not null)
            File.WriteAllText(asked, ScalingReport.Document($"{table}"));
    }

    /// <summary>The messages of one node, which is like any other.</summary>
    private static string[] Kinds(int nodes, int processesPerNode)
    {
        using var world = new ScaledWorld(nodes, processesPerNode);
        var checkpoint = world.Checkpoint();
        Assert.Equal(nodes * processesPerNode, checkpoint.Result.Processes.Length);
        Assert.Equal([1], world.Stores.Generations);
        // The first node is the one that was asked, and carries question and answer.
        var kinds = world.Links.Skip(1).Select(link => link.Messages.Select(message => message.GetType().Name).ToArray()).ToList();
        Assert.All(kinds, other => Assert.Equal(kinds[0], other));
        return kinds[0];
    }
}
