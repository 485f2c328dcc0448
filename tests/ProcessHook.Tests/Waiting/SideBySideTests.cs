using System.Collections.Concurrent;

namespace Entracte.ProcessHook.Tests.Waiting;

public sealed class SideBySideTests
{
    [Fact]
    public void Results_come_in_the_order_of_the_items()
        => Assert.Equal(Enumerable.Range(0, 1000).Select(item => item * item), SideBySide.Select([.. Enumerable.Range(0, 1000)], item => item * item));

    [Fact]
    public void Nobody_is_asked_for_nothing()
        => Assert.Empty(SideBySide.Select(Array.Empty<int>(), static item => item));

    [Fact]
    public void A_failure_is_thrown_as_it_was_and_ends_the_work()
    {
        var done = 0;
        var failure = Assert.Throws<InvalidDataException>(() => SideBySide.ForEach([.. Enumerable.Range(0, 1000)], item =>
        {
            if (item == 10)
                throw new InvalidDataException("ten");
            if (item > 10)
                Thread.Sleep(1); // the others have heard of it long before they are through
            Interlocked.Increment(ref done);
        }));
        Assert.Equal("ten", failure.Message);
        Assert.InRange(done, 10, 900);
    }

    [Fact]
    public void A_tree_unfolds_with_everybody_once_and_after_who_named_him()
    {
        const int Nodes = 5000;
        var seen = new ConcurrentDictionary<int, bool>();
        SideBySide.Unfold(0, (node, name) =>
        {
            Assert.True(node == 0 || seen.ContainsKey((node - 1) / 2));
            Assert.True(seen.TryAdd(node, true));
            foreach (var child in new[] { 2 * node + 1, 2 * node + 2 }.Where(child => child < Nodes))
                name(child);
        });
        Assert.Equal(Nodes, seen.Count);
    }

    [Fact]
    public void A_failure_ends_an_unfolding_too()
    {
        var failure = Assert.Throws<InvalidDataException>(() => SideBySide.Unfold(1, (node, name) =>
        {
            if (node == 50)
                throw new InvalidDataException("fifty");
            name(node + 1);
        }));
        Assert.Equal("fifty", failure.Message);
    }
}
