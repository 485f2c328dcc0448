using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Entracte.Coordinator.Wire;

namespace Entracte.Coordinator.Actors.Tests.Scaling;

/// <summary>One row a size, and the document around them.</summary>
internal static class ScalingReport
{
    /// <summary>Nodes and processes per node.</summary>
    public static (int Nodes, int Processes)[] Sizes { get; } = [(10, 4), (100, 4), (100, 64), (1000, 4), (10000, 4)];

    public static string Row(int nodes, int processes)
    {
        // What is compiled for the first time is not what is measured.
        if (nodes <= 100)
            using (var rehearsal = new ScaledWorld(nodes, processes))
                rehearsal.Checkpoint();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        using var world = new ScaledWorld(nodes, processes);
        var reports = world.Report();
        var first = world.Checkpoint();
        var heapBytes = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;
        // The machine may be busy with something else for a moment; the one in the middle knows nothing of that.
        var checkpoint = new[] { first, world.Checkpoint(), world.Checkpoint() }.OrderBy(each => each.Busy).ElementAt(1);
        var messages = world.Links[^1].Messages;
        var (bytes, writing) = Weigh(messages);
        var heap = heapBytes < 1048576 ? "< 1" : string.Create(CultureInfo.InvariantCulture, $"{heapBytes / 1048576}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {nodes} | {processes} | {messages.Count} | {bytes / 1024.0:0.0} KiB | {checkpoint.Turns} | {checkpoint.Busy.TotalMilliseconds:0} ms | "
            + $"{writing.TotalMilliseconds * nodes:0} ms | {checkpoint.AllocatedBytes / 1048576.0:0.0} MiB | {heap} MiB | {reports.TotalMilliseconds:0} ms |");
    }

    public static string Document(string rows) => $"""
        # How cost grows with the number of nodes

        One checkpoint of one computation over all nodes, by the real actors. The machines are simulated and take every step at once, so that what remains is what the
        coordination costs; the coordinator's and the nodes' actors are run in turns by one thread, with nothing due by itself. Written by `dotnet cake --target=Scaling`, on
        {Environment.ProcessorCount} processors.

        | nodes | processes on each | messages per node | bytes per node | turns | coordinator, work | writing its messages | coordinator, allocated | all actors' heap | reports |
        |---|---|---|---|---|---|---|---|---|---|
        {rows.TrimEnd()}

        - **Messages per node**, in both directions, do not depend on the number of nodes or processes: one question for a free generation, and one order for each of eight
          barriers, with one answer each.
        - **Critical path**: *turns* is how often the coordinator has to wait for the nodes; with the work of the coordinator itself, and the slowest node's step in each turn,
          that is how long a checkpoint takes. Programs stand still for those between `all-suspended` and `all-resumed`.
        - **Bytes per node** grow with the computation: with the order to commit each node gets the inventory of all, because any of them may be asked to restart it. With
          thousands of nodes that is most of what the coordinator sends. *Writing its messages* is what serialising the messages of both directions takes for all nodes on
          one processor, measured on one node's and multiplied. Programs run again by then, unless they are to end.
        - **All actors' heap** is that of the coordinator and all the simulated nodes together, after the checkpoint.
        - **Reports** is what the coordinator needs for every node's report once, which comes each `entracte.node.report-interval`. A report names all nodes of the
          computations that it tells of, which this column does not show: nothing is serialised here.

        """;

    /// <summary>As they are on the wire.</summary>
    private static (long Bytes, TimeSpan Time) Weigh(IReadOnlyList<IEntracteMessage> messages)
    {
        var system = ActorSystem.Create("scales");
        try
        {
            var serializer = new EntracteSerializer((ExtendedActorSystem)system);
            long Bytes() => messages.Sum(message => (long)serializer.ToBinary(message).Length);
            TimeSpan Written()
            {
                var begun = Stopwatch.GetTimestamp();
                Bytes();
                return Stopwatch.GetElapsedTime(begun);
            }

            // The first times are not looked at: then it is still being compiled.
            return (Bytes(), Enumerable.Range(0, 20).Select(_ => Written()).Skip(9).Order().ElementAt(5));
        }
        finally
        {
            system.Terminate().Wait();
        }
    }
}
