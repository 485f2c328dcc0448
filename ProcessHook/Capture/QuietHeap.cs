using System.Runtime;

namespace Entracte.ProcessHook.Capture;

/// <summary>
/// No garbage is collected while anything of the computation stands still: what is allocated meanwhile has its room beforehand. Several cuts of one process share one such time.
/// </summary>
internal sealed class QuietHeap : IDisposable
{
    /// <summary>A tree of a hundred processes needs a third of it; whoever needs more has garbage collected all the same.</summary>
    private const long RoomBytes = 100 << 20;

    private static readonly Lock Turn = new();
    private static int active;
    private bool isOver;

    private QuietHeap()
    {
    }

    public static QuietHeap Begin()
    {
        lock (Turn)
        {
            if (active++ == 0 && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
                GC.TryStartNoGCRegion(RoomBytes);
        }
        return new QuietHeap();
    }

    public void Dispose()
    {
        lock (Turn)
        {
            if (isOver)
                return;
            isOver = true;
            // Where the room did not suffice, the time is over already.
            if (--active == 0 && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                GC.EndNoGCRegion();
        }
    }
}
