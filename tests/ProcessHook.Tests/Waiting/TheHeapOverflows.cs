using Entracte.ProcessHook.Capture;

namespace Entracte.ProcessHook.Tests.Waiting;

/// <summary>A cut that needs more memory than was laid out for it has garbage collected, and a large one is cleaned up after. It runs alone: others would share its time.</summary>
[Collection(nameof(TheHeapOverflows))]
[CollectionDefinition(nameof(TheHeapOverflows), DisableParallelization = true)]
public sealed class TheHeapOverflows
{
    private const int PieceBytes = 1 << 20;

    [Fact]
    public void The_next_cut_begins_all_the_same()
    {
        for (var cut = 1; cut <= 3; cut++)
        {
            using var quiet = QuietHeap.Begin();
            var collections = GC.CollectionCount(0);
            for (var piece = 0; piece < 1000 && GC.CollectionCount(0) == collections; piece++)
                GC.KeepAlive(new byte[PieceBytes]);
            Assert.NotEqual(collections, GC.CollectionCount(0));
        }
    }

    [Fact]
    public void What_a_large_cut_leaves_behind_is_collected_when_the_last_one_is_over()
    {
        var other = QuietHeap.Begin();
        using (QuietHeap.Begin())
        {
            for (var piece = 0; piece < 20; piece++)
                GC.KeepAlive(new byte[PieceBytes]);
        }
        other.Dispose();
        var collections = GC.CollectionCount(1);
        QuietHeap.CollectSoon();
        Assert.True(SpinWait.SpinUntil(() => GC.CollectionCount(1) > collections, TimeSpan.FromSeconds(30)));
    }
}
