using Entracte.Coordinator.Migrations;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>What leaves a node that is being emptied, and where it goes.</summary>
public sealed class A_choice_of_who_leaves
{
    private static readonly SystemStatus Status = new()
    {
        Nodes =
        [
            Node("a", 3), Node("b", 2), Node("c", 1), Node("d", 0) with { IsClosed = true }, Node("e", 0) with { Reachable = false }, Node("f", 2),
        ],
        Computations = [Computation("second", "a"), Computation("first", "a", "c"), Computation("elsewhere", "b")],
    };

    [Fact]
    public void takes_all_that_is_there_each_once()
    {
        Assert.Equal("first", EvictionChoice.Next(Status, "a", new HashSet<string>())?.Name);
        Assert.Equal("second", EvictionChoice.Next(Status, "a", new HashSet<string> { "first" })?.Name);
        Assert.Null(EvictionChoice.Next(Status, "a", new HashSet<string> { "first", "second" }));
    }

    [Theory]
    [InlineData("second", "", "c")]
    [InlineData("first", "", "b")]
    [InlineData("second", "f,b", "b")]
    [InlineData("first", "c", "c")]
    [InlineData("second", "a", null)]
    [InlineData("second", "d,e,x", null)]
    public void takes_the_emptiest_that_takes_something_and_has_nothing_of_it(string name, string wanted, string? target)
    {
        var computation = Status.Computations.Single(each => each.Name == name);
        Assert.Equal(target, EvictionChoice.Target(Status, computation, "a", wanted.Length > 0 ? wanted.Split(',') : []));
    }

    private static NodeStatus Node(string name, int roots) => new() { Name = name, Reachable = true, ProcessCount = roots };

    private static ComputationStatus Computation(string name, params string[] nodes) => new() { Id = name, Name = name, Roots = [.. nodes.Select(node => new ProcessSummary { Node = node })] };
}
