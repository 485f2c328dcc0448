namespace Entracte.Coordinator.Nodes;

/// <summary>Lets one in at a time, in the order in which they came. Who leaves lets the next one in at once, on the same thread.</summary>
internal sealed class Turns
{
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> waiting = [];
    private bool isTaken;

    public async Task EnterAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var turn = new TaskCompletionSource();
        lock (gate)
        {
            if (!isTaken)
            {
                isTaken = true;
                return;
            }

            waiting.Enqueue(turn);
        }

        // Who has given up waiting is passed over by whoever leaves.
        var registration = cancellation.Register(() => turn.TrySetCanceled(cancellation));
        try
        {
            await turn.Task.ConfigureAwait(false);
        }
        finally
        {
            registration.Unregister();
        }
    }

    public void Leave()
    {
        while (true)
        {
            TaskCompletionSource? next;
            lock (gate)
                isTaken = waiting.TryDequeue(out next);
            if (next is null || next.TrySetResult())
                return;
        }
    }
}
