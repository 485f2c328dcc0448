namespace Entracte.ProcessHook.Capture;

/// <summary>
/// No garbage is collected while anything of the computation stands still: what is allocated meanwhile has its room beforehand. Several cuts of one process share one such time.
/// </summary>
internal sealed class QuietHeap : IDisposable
{
    /// <summary>A tree of a hundred processes needs a third of it; whoever needs more has garbage collected all the same.</summary>
    private const long RoomBytes = 100 << 20;

    /// <summary>What a cut leaves behind is collected soon when it is more than this.</summary>
    private const long LitterBytes = 16 << 20;

    private static readonly Lock Turn = new();
    private static int active;
    private static bool isQuiet;
    private static long allocatedBefore;
    private bool isOver;

    private QuietHeap()
    {
    }

    public static QuietHeap Begin()
    {
        lock (Turn)
        {
            if (active++ == 0)
            {
                isQuiet = TryStart();
                allocatedBefore = GC.GetTotalAllocatedBytes();
            }
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
            if (--active == 0 && isQuiet)
                End();
        }
    }

    /// <summary>
    /// Collects what cuts have left behind, in the background; otherwise that falls to whoever allocates next, a restart perhaps, and to go through the remains of ten thousand
    /// sockets takes tenths of a second. To be called when nothing of a cut is needed any more.
    /// </summary>
    public static void CollectSoon()
    {
        if (GC.GetTotalAllocatedBytes() - Interlocked.Read(ref allocatedBefore) >= LitterBytes)
            Task.Run(Collect);
    }

    private static void Collect()
    {
        const int Generation = 1;
        lock (Turn)
        {
            if (active > 0)
                return; // whoever needs quiet now collects before, or calls this afterwards
            GC.Collect(Generation, GCCollectionMode.Forced);
            allocatedBefore = GC.GetTotalAllocatedBytes();
        }
    }

    private static bool TryStart()
    {
        try
        {
            return GC.TryStartNoGCRegion(RoomBytes);
        }
        catch (InvalidOperationException)
        {
            // Somebody in this process has one already, or the collection that ended the last one is not over. A cut is not refused for that.
            return false;
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
            // The room did not suffice, and it has ended by itself.
        }
    }
}
