using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>
/// Which processes of a node hang together: those that share what no two hosts can share. What is between groups are connections that can be made anew between hosts. Pure.
/// </summary>
public sealed class ProcessGroups
{
    private ProcessGroups(IReadOnlyList<IReadOnlyList<int>> groups, IReadOnlyList<Tie> ties) => (Groups, Ties) = (groups, ties);

    /// <summary>Pids, each group and all groups in the order of the processes.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Groups { get; }

    /// <summary>Enough of them to tell why each group is one: one fewer than it has processes.</summary>
    public IReadOnlyList<Tie> Ties { get; }

    /// <param name="processes">All that were on the node.</param>
    public static ProcessGroups Of(IReadOnlyList<ProcessFileRecord> processes)
    {
        int[] pids = [.. processes.Select(record => record.Process.Pid)];
        var leaders = pids.ToDictionary(pid => pid);
        var ties = new List<Tie>();
        foreach (var tie in ProcessTies.Among(processes))
        {
            var (one, other) = (Leader(tie.Pid), Leader(tie.OtherPid));
            if (one == other)
                continue;
            leaders[one] = other;
            ties.Add(tie);
        }

        return new ProcessGroups([.. pids.GroupBy(Leader).Select(group => (IReadOnlyList<int>)[.. group])], ties);

        int Leader(int pid)
        {
            while (leaders[pid] != pid)
                pid = leaders[pid] = leaders[leaders[pid]];
            return pid;
        }
    }

    /// <summary>Gives each of so many hosts about as many processes: each group in turn goes to the one with the fewest, so that the first one has the first process.</summary>
    /// <returns>The pids of each host.</returns>
    /// <exception cref="ObstaclesException">There are fewer groups than hosts.</exception>
    public IReadOnlyList<IReadOnlySet<int>> Spread(string node, int hosts)
    {
        if (hosts > Groups.Count)
        {
            var remedy = Groups.Count == 1 ? "Leave it together on one host." : $"Spread it over {Groups.Count} hosts at most.";
            var are = Groups.Count == 1 ? "they all hang together" : $"they are {Groups.Count} groups that hang together";
            throw new ObstaclesException(
                $"What was on {node} cannot be spread over {hosts} hosts: {are}",
                [.. Ties.Select(tie => new Obstacle(tie.Pid, null, $"It {tie.What} {tie.OtherPid}.", remedy))]);
        }

        HashSet<int>[] shares = [.. Enumerable.Range(0, hosts).Select(_ => new HashSet<int>())];
        foreach (var group in Groups)
            shares.MinBy(share => share.Count)!.UnionWith(group);
        return shares;
    }
}
