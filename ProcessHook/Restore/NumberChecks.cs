using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Restore;

/// <summary>Processes that come together from several nodes must have numbers of their own: each gets back the pids and tids that it had.</summary>
public static class NumberChecks
{
    /// <param name="parts">With the node that each was on.</param>
    public static IEnumerable<Obstacle> Of(IReadOnlyList<(string Node, ProcessFileRecord Record)> parts)
    {
        var owners = new Dictionary<int, (string Node, int Pid)>();
        foreach (var (node, record) in parts)
        {
            foreach (var number in record.Threads.Select(thread => thread.Tid).Concat(record.Process.EndedChildren.Select(child => child.Pid)).Append(record.Process.Pid).Distinct())
            {
                if (!owners.TryAdd(number, (node, record.Process.Pid)) && owners[number].Node != node)
                    yield return new Obstacle(record.Process.Pid, null, $"Its number {number} is also one of process {owners[number].Pid}; the one was on {node}, the other on {owners[number].Node}.",
                        "Restart them on different nodes (--map).");
            }
        }
    }
}
