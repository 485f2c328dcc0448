using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture;

/// <summary>
/// What processes may share since clone(2) and threads always do. A restored process is made by its parent, and can share with it what does not get into the way of
/// rebuilding: the descriptors (CLONE_FILES) and the places in the file system (CLONE_FS). Handlers of signals are never shared without the memory.
/// </summary>
internal sealed class SharedTables
{
    private readonly Dictionary<int, IReadOnlyList<FrozenMember>> sharers = [];
    private readonly HashSet<int> descriptorFollowers = [];
    private readonly HashSet<int> placeFollowers = [];
    private readonly List<Obstacle> obstacles = [];

    public SharedTables(IReadOnlyList<FrozenMember> members)
    {
        foreach (var group in Groups(members, Kcmp.Shared.Memory))
            obstacles.AddRange(group.Skip(1).Select(member => new Obstacle(
                member.Pid, null, $"It shares its memory with process {group[0].Pid} (clone with CLONE_VM).", "Try again when it has executed a program or ended; use threads.")));
        foreach (var group in Groups(members, Kcmp.Shared.FilePlaces))
        {
            RefuseStrangers(group, "its working directory", "CLONE_FS");
            placeFollowers.UnionWith(FollowersIn(group));
        }

        foreach (var group in Groups(members, Kcmp.Shared.Descriptors))
        {
            RefuseStrangers(group, "its descriptor table", "CLONE_FILES");
            sharers.Add(group.First(member => !HasParentIn(group, member)).HostPid, group);
            descriptorFollowers.UnionWith(FollowersIn(group));
        }
        obstacles.AddRange(members.SelectMany(ThreadsApart));
    }

    public IReadOnlyList<Obstacle> Obstacles => obstacles;

    /// <summary>Whether a member has its parent's descriptors.</summary>
    public bool SharesDescriptors(FrozenMember member) => descriptorFollowers.Contains(member.HostPid);

    /// <summary>Whether a member has its parent's places in the file system.</summary>
    public bool SharesFilePlaces(FrozenMember member) => placeFollowers.Contains(member.HostPid);

    /// <summary>Where a member's descriptors are to be read. Of those who share a table it is the oldest who has them; hooks that are inside have sockets there.</summary>
    public DescriptorSource SourceOf(FrozenMember member)
    {
        var hooks = sharers.GetValueOrDefault(member.HostPid, [member]).Select(sharer => sharer.Process.Hook).OfType<HookSession>();
        return new DescriptorSource(member.HostPid, member.Pid, hooks.Select(hook => hook.SocketDescriptor).ToHashSet())
        {
            Server = member.Process.Hook,
            LivingTid = member.LivingTid,
            IsElsewhere = SharesDescriptors(member),
        };
    }

    /// <summary>One of a group must be the ancestor of all others, through members of the group.</summary>
    private void RefuseStrangers(IReadOnlyList<FrozenMember> group, string what, string flag)
    {
        var heads = group.Where(member => !HasParentIn(group, member)).ToArray();
        obstacles.AddRange(heads.Skip(1).Select(member => new Obstacle(
            member.Pid, null, $"It shares {what} with process {heads[0].Pid}, and not with its parent (clone with {flag}).", "Let it unshare(2) that.")));
    }

    /// <summary>A thread may have left what all threads of its process share: it is made with all of that again, and would find itself elsewhere.</summary>
    private static IEnumerable<Obstacle> ThreadsApart(FrozenMember member)
    {
        foreach (var thread in member.Process.Threads.Skip(1))
        {
            if (!Kcmp.Share(Kcmp.Shared.FilePlaces, member.LivingTid, thread.Tid))
                yield return Apart(member, thread.Tid, "a working directory", "CLONE_FS");
            if (!Kcmp.Share(Kcmp.Shared.Descriptors, member.LivingTid, thread.Tid))
                yield return Apart(member, thread.Tid, "a descriptor table", "CLONE_FILES");
        }
    }

    private static Obstacle Apart(FrozenMember member, int hostTid, string what, string flag)
        => new(member.Pid, null, $"Its thread {member.OwnTids[hostTid]} has {what} of its own (unshare with {flag}).", "Let that thread end first, or run the program without.");

    private static IEnumerable<int> FollowersIn(IReadOnlyList<FrozenMember> group) => group.Where(member => HasParentIn(group, member)).Select(member => member.HostPid);

    private static bool HasParentIn(IReadOnlyList<FrozenMember> group, FrozenMember member) => group.Any(other => other.HostPid == member.Stat.ParentHostPid);

    /// <summary>The kernel's order brings those together that have one object.</summary>
    /// <returns>Those of more than one.</returns>
    private static List<List<FrozenMember>> Groups(IReadOnlyList<FrozenMember> members, Kcmp.Shared what)
    {
        var ordered = members.ToList();
        ordered.Sort((left, right) => Kcmp.Compare(what, left.LivingTid, right.LivingTid));
        var groups = new List<List<FrozenMember>>();
        foreach (var member in ordered)
        {
            if (groups.Count > 0 && Kcmp.Share(what, groups[^1][0].LivingTid, member.LivingTid))
                groups[^1].Add(member);
            else
                groups.Add([member]);
        }
        return groups.FindAll(group => group.Count > 1);
    }
}
