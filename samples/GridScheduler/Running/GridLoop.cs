using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Entracte.Coordinator;
using Entracte.GridScheduler.Scheduling;
using Entracte.GridScheduler.Spool;

namespace Entracte.GridScheduler.Running;

/// <summary>
/// The scheduler at work: one event after the other is decided, written down, and then done. Actions, looks and the stream of events run beside it and only ever add
/// events.
/// </summary>
internal sealed class GridLoop
{
    private readonly GridOptions options;
    private readonly IEntracte entracte;
    private readonly QueueJournal journal;
    private readonly OrderInbox inbox;
    private readonly Observer observer;
    private readonly JobRunner runner;
    private readonly NodeWatch nodes;
    private readonly Channel<Func<GridEvent[]>> happenings = Channel.CreateUnbounded<Func<GridEvent[]>>();
    private readonly SemaphoreSlim lookNow = new(0, 1);
    private readonly Action<string> tell;
    private readonly Action<GridState> show;
    private ImmutableHashSet<(string Name, int Attempt)> missed = [];
    private volatile GridState state;

    /// <param name="tell">A sentence for people.</param>
    /// <param name="show">Called after every change.</param>
    public GridLoop(GridOptions options, IEntracte entracte, SpoolDirectory spool, Action<string> tell, Action<GridState> show)
    {
        this.options = options;
        this.entracte = entracte;
        this.tell = tell;
        this.show = show;
        journal = new QueueJournal(spool);
        inbox = new OrderInbox(spool);
        observer = new Observer(entracte, spool);
        runner = new JobRunner(entracte, spool);
        nodes = new NodeWatch(options.Patience);
        state = journal.Resume();
    }

    /// <summary>Until it is cancelled; the jobs run on.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        show(state);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] all = [HandleAsync(stop.Token), LookAgainAndAgainAsync(stop.Token), TakeOrdersAsync(stop.Token), WatchAsync(stop.Token)];
        // None of them ends by itself unless it has failed.
        var first = await Task.WhenAny(all);
        await stop.CancelAsync();
        await Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default);
        await first;
    }

    private async Task HandleAsync(CancellationToken cancellation)
    {
        await foreach (var happened in happenings.Reader.ReadAllAsync(cancellation))
        {
            foreach (var one in happened())
                Handle(one, cancellation);
        }
    }

    private void Handle(GridEvent happened, CancellationToken cancellation)
    {
        var decision = Scheduler.Decide(state, happened);
        if (decision.Refusal is { } refusal)
            tell(refusal);
        if (decision.State.Jobs != state.Jobs)
            journal.Save(decision.State);
        state = decision.State;
        show(state);
        foreach (var action in decision.Actions)
            _ = DoAsync(action, cancellation);
    }

    private async Task DoAsync(GridAction action, CancellationToken cancellation)
    {
        try
        {
            Add(await runner.DoAsync(action, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The scheduler ends; its next life finds out what came of it.
        }
    }

    private async Task LookAgainAndAgainAsync(CancellationToken cancellation)
    {
        while (true)
        {
            // Whoever was running before the look and is not seen in it is missing; whoever has begun meanwhile is not.
            var running = state.Jobs.Values.Where(job => job.IsPlaced).ToList();
            var seen = await observer.LookAsync([.. running.Select(job => job.Name)], cancellation);
            happenings.Writer.TryWrite(() => Conclude(running, seen));
            await lookNow.WaitAsync(options.LookInterval, cancellation);
        }
    }

    private GridEvent[] Conclude(IReadOnlyList<Job> looked, Observation seen)
    {
        var ended = looked.Where(job => seen.ExitStatuses.ContainsKey(job.Name)).Select(job => new GridEvent.Ended(job.Name, job.Attempt, seen.ExitStatuses[job.Name]));
        if (seen.Nodes is null)
        {
            nodes.HearNothing();
            missed = [];
            return [.. ended];
        }

        var lost = nodes.Look(state.Jobs.Values.Where(job => job.IsPlaced).Select(job => job.Node).Distinct(), seen.Nodes, Stopwatch.GetElapsedTime(0));
        var missing = looked.Where(job => job.Phase is JobPhase.Running or JobPhase.Ending && seen.Nodes.Contains(job.Node))
            .Where(job => !seen.Living.Contains(job.Name) && !seen.ExitStatuses.ContainsKey(job.Name)).Select(job => (job.Name, job.Attempt)).ToImmutableHashSet();
        // A node may have told what it has a moment too late for the first look.
        var vanished = missing.Intersect(missed);
        missed = missing;
        return
        [
            .. ended,
            .. vanished.Select(job => new GridEvent.Vanished(job.Name, job.Attempt)),
            new GridEvent.NodesFound(seen.Nodes.ToImmutableSortedDictionary(node => node, options.SlotsOf, StringComparer.Ordinal)),
            .. lost.Select(node => new GridEvent.NodeLost(node)),
        ];
    }

    private async Task TakeOrdersAsync(CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var (file, order) in inbox.Waiting())
            {
                if (order is null)
                    tell($"{file} is no order; it is removed");
                else
                    await AddAndWaitAsync(order, cancellation);
                OrderInbox.Remove(file);
            }

            await Task.Delay(options.LookInterval, cancellation);
        }
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        await foreach (var happened in entracte.WatchAsync(null, cancellation))
        {
            if (happened is CheckpointCommitted && state.Jobs.TryGetValue(happened.Name, out var job))
                Add(new GridEvent.Saved(job.Name, job.Attempt, happened.Generation));
            if (happened is ComputationEnded && lookNow.CurrentCount == 0)
                lookNow.Release();
        }
    }

    private void Add(GridEvent happened) => happenings.Writer.TryWrite(() => [happened]);

    /// <summary>Ends when it has been written down what follows from it.</summary>
    private async Task AddAndWaitAsync(GridEvent happened, CancellationToken cancellation)
    {
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(happened);
        happenings.Writer.TryWrite(() =>
        {
            handled.SetResult();
            return [];
        });
        await handled.Task.WaitAsync(cancellation);
    }
}
