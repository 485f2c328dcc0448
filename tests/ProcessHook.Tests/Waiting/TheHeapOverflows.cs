using Entracte.ProcessHook.Capture;

namespace Entracte.ProcessHook.Tests.Waiting;

/// <summary>A cut that needs more memory than was laid out for it has garbage collected. It runs alone: others would share its time.</summary>
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
}
