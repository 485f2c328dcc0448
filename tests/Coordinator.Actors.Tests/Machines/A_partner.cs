using Entracte.Coordinator.Copies;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>Who takes copies of what a node has written.</summary>
public sealed class A_partner
{
    private static readonly string[] Nodes = ["c", "a", "d", "b"];

    [Theory]
    [InlineData("a", 1, "b")]
    [InlineData("b", 2, "c d")]
    [InlineData("d", 1, "a")]
    [InlineData("c", 3, "d a b")]
    [InlineData("c", 9, "d a b")]
    public void is_one_of_the_next_nodes_around_the_end(string source, int count, string partners)
        => Assert.Equal(partners.Split(' '), PartnerChoice.Of(source, Nodes, [], count));

    [Theory]
    [InlineData("a", 1, "d")]
    [InlineData("d", 1, "b")]
    [InlineData("a", 2, "d b")]
    public void is_one_of_those_that_were_named_and_are_there(string source, int count, string partners)
        => Assert.Equal(partners.Split(' '), PartnerChoice.Of(source, Nodes, ["gone", "d", "b", "d", "a"], count));

    [Fact]
    public void takes_as_many_copies_as_any_other()
    {
        for (var count = 1; count < Nodes.Length; count++)
            Assert.All(Nodes.SelectMany(source => PartnerChoice.Of(source, Nodes, [], count)).CountBy(partner => partner), pair => Assert.Equal(count, pair.Value));
    }

    [Fact]
    public void is_not_there_where_nobody_else_is() => Assert.Empty(PartnerChoice.Of("a", ["a"], [], 2));
}
