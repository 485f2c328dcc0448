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
            if (--active == 0 && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                End();
        }
    }

    private static void End()
    {
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // The room did not suffice, and another thread has just ended it by that: no other way to learn of it is free of races.
        }
    }
}
