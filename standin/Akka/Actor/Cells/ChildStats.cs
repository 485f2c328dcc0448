namespace Akka.Actor.Cells;

/// <summary>What a supervisor remembers of a child.</summary>
internal sealed class ChildStats(LocalActorRef child)
{
    private int _restarts;
    private long _windowStart = -1;

    public LocalActorRef Child { get; } = child;

    /// <summary>The supervisor has told it to stop and waits for that.</summary>
    public bool Stopping { get; set; }

    /// <summary>Counts a restart and says whether it is still within <paramref name="retriesMax"/> per <paramref name="window"/>; null is no limit.</summary>
    public bool MayRestart(int? retriesMax, TimeSpan? window, long nowTicks)
    {
        if (retriesMax is 0)
            return false;
        if (window is { } length)
        {
            if (_windowStart < 0 || nowTicks - _windowStart > length.Ticks)
            {
                _windowStart = nowTicks;
                _restarts = 1;
                return true;
            }
            _restarts++;
            return _restarts <= (retriesMax ?? 1);
        }
        _restarts++;
        return retriesMax is not { } max || _restarts <= max;
    }
}
