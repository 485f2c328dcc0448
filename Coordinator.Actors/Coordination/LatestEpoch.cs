namespace Entracte.Coordinator.Coordination;

/// <summary>The latest epoch that this node has heard of. Whoever waits for an answer learns here that the coordinator that was asked has been replaced.</summary>
internal sealed class LatestEpoch
{
    private readonly Lock gate = new();
    private TaskCompletionSource replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long latest;

    /// <summary>Completes when the coordinator of this moment has a successor. The first one that is heard of succeeds nobody.</summary>
    public Task Replaced
    {
        get
        {
            lock (gate)
                return replaced.Task;
        }
    }

    public void Hear(long epoch)
    {
        TaskCompletionSource? over = null;
        lock (gate)
        {
            if (epoch <= latest)
                return;
            if (latest > 0)
                (over, replaced) = (replaced, new(TaskCreationOptions.RunContinuationsAsynchronously));
            latest = epoch;
        }

        over?.SetResult();
    }
}
