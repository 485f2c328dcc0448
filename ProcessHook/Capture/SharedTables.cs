using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture;

/// <summary>
/// What processes may share since clone(2) and threads always do. A restored process is made by its parent, so that can share with it what does not get into
/// the way of rebuilding: the places in the file system (CLONE_FS). Handlers of signals are never shared without the memory.
/// </summary>
internal static class SharedTables
{
    public static IEnumerable<Obstacle> ObstaclesOf(IReadOnlyList<FrozenMember> members)
    {
        foreach (var (first, second) in Pairs(members, Kcmp.Shared.Memory))
            yield return new Obstacle(second.Pid, null, $"It shares its memory with process {first.Pid} (clone with CLONE_VM).", "Try again when it has executed a program or ended; use threads.");
        foreach (var (first, second) in Pairs(members, Kcmp.Shared.Descriptors))
            yield return new Obstacle(second.Pid, null, $"It shares its descriptor table with process {first.Pid} (clone with CLONE_FILES).", "Let it unshare(2) its descriptors.");
        foreach (var (first, second) in Pairs(members, Kcmp.Shared.FilePlaces).Where(pair => !IsParent(pair.First, pair.Second) && !IsParent(pair.Second, pair.First)))
            yield return new Obstacle(second.Pid, null, $"It shares its working directory with process {first.Pid}, which is not its parent (clone with CLONE_FS).", "Let it unshare(2) that.");
    }

    private static bool IsParent(FrozenMember parent, FrozenMember child) => child.Stat.ParentHostPid == parent.HostPid;

    /// <summary>The kernel's order brings those together that have one object.</summary>
    private static List<(FrozenMember First, FrozenMember Second)> Pairs(IReadOnlyList<FrozenMember> members, Kcmp.Shared what)
    {
        var ordered = members.ToList();
        ordered.Sort((left, right) => Kcmp.Compare(what, left.LivingTid, right.LivingTid));
        return [.. ordered.Zip(ordered.Skip(1)).Where(pair => Kcmp.Share(what, pair.First.LivingTid, pair.Second.LivingTid))];
    }
}
