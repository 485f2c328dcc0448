using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Actors.Tests.Machines;

/// <summary>Who is told to remove what others have removed.</summary>
public sealed class A_book_of_retired_images
{
    private static readonly string[] Nodes = ["a", "b", "c"];

    [Fact]
    public void tells_all_at_first_and_then_those_who_still_have_something()
    {
        var book = new RetirementBook(10);
        Assert.Equal(["b", "c"], book.Hear(Kept("job", "a", 2), Nodes));
        Assert.Empty(book.Hear(Kept("job", "b", 0, hasAny: false), Nodes));
        Assert.Empty(book.Hear(Kept("job", "a", 2), Nodes));
        Assert.Equal(["c"], book.Hear(Kept("job", "a", 3), Nodes));
    }

    [Fact]
    public void forgets_nodes_that_are_lost_and_tells_them_everything_when_they_are_back()
    {
        var book = new RetirementBook(10);
        book.Hear(Kept("job", "a", 2), Nodes);
        book.Lose("c");
        Assert.Equal(["a", "b"], book.HoldersOf("job").Order());
        Assert.Equal(2, Assert.Single(book.Appear("c")).Oldest);
        Assert.Equal(["b", "c"], book.Hear(Kept("job", "a", 3), Nodes));
    }

    [Fact]
    public void remembers_only_so_many_computations_and_asks_all_nodes_again_for_one_that_it_has_forgotten()
    {
        var book = new RetirementBook(2);
        book.Hear(Kept("one", "a", 2), Nodes);
        book.Hear(Kept("two", "a", 2), Nodes);
        book.Hear(Kept("one", "b", 0, hasAny: false), Nodes);
        book.Hear(Kept("three", "a", 2), Nodes);
        Assert.Equal(2, book.Count);
        Assert.Empty(book.HoldersOf("two"));
        Assert.Equal(["c"], book.Hear(Kept("one", "a", 3), Nodes));
        Assert.Equal(["b", "c"], book.Hear(Kept("two", "a", 3), Nodes));
    }

    [Fact]
    public void counts_as_half_what_lacks_a_part_that_nobody_has()
    {
        Assert.Equal([2], GenerationHeld.HalfAmong([Held(1, "b"), Held(2, "b"), Held(1, "a"), Held(3), Held(4, "a", "b"), Held(4, "b"), Held(4, "a")]));
    }

    private static GenerationHeld Held(int generation, params string[] missing) => new() { Generation = generation, Missing = missing };

    private static ImagesKept Kept(string computation, string node, int oldest, bool hasAny = true) => new() { ComputationId = computation, Node = node, Oldest = oldest, HasAny = hasAny };
}
