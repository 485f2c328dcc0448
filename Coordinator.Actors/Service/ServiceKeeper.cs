using Entracte.Coordinator.Ports;

namespace Entracte.Coordinator.Service;

/// <summary>One node's own time in service, and the failures that it has been told of. Outlives the node's actor.</summary>
internal sealed class ServiceKeeper
{
    // Time is written down now and then: to lose a minute of a month's does no harm, and neither does the disk's rest.
    private const double WriteAfterMilliseconds = 60_000;
    private readonly string node;
    private readonly IServiceJournal journal;
    private readonly ServiceBook book = new();
    private bool isOccupied;
    private bool isToWrite;
    private double lookedAtMilliseconds;
    private double writtenAtMilliseconds;

    /// <param name="nowMilliseconds">On the monotonic clock, as everywhere here.</param>
    public ServiceKeeper(string node, IServiceJournal journal, double nowMilliseconds)
    {
        (this.node, this.journal) = (node, journal);
        (lookedAtMilliseconds, writtenAtMilliseconds) = (nowMilliseconds, nowMilliseconds);
        var notes = journal.Read();
        foreach (var known in notes.Service)
            book.Hear(known);
        // What ran here then was lost with the machine, and only an image has helped.
        isToWrite = notes is { IsOccupied: true, HasRebooted: true };
        if (isToWrite)
            book.CountFailure(node);
        else
            isOccupied = notes.IsOccupied;
    }

    public NodeService[] Told => book.All;

    /// <param name="hasRoots">Whether processes of computations run here now; from now to the next look they count as running.</param>
    /// <returns>What is being written, if anything is.</returns>
    public Task Look(bool hasRoots, double nowMilliseconds)
    {
        var known = book.Of(node);
        if (isOccupied && hasRoots)
            book.Hear(known with { ObservedSeconds = known.ObservedSeconds + ((nowMilliseconds - lookedAtMilliseconds) / 1000) });
        lookedAtMilliseconds = nowMilliseconds;
        isToWrite |= hasRoots != isOccupied || (hasRoots && nowMilliseconds - writtenAtMilliseconds >= WriteAfterMilliseconds);
        isOccupied = hasRoots;
        return isToWrite ? Write(nowMilliseconds) : Task.CompletedTask;
    }

    public Task Hear(IEnumerable<NodeService> told, double nowMilliseconds) => told.Count(book.Hear) > 0 ? Write(nowMilliseconds) : Task.CompletedTask;

    private Task Write(double nowMilliseconds)
    {
        (writtenAtMilliseconds, isToWrite) = (nowMilliseconds, false);
        return journal.WriteAsync(new ServiceNotes(book.All, isOccupied));
    }
}
