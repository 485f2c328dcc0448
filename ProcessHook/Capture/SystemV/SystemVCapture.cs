using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>Finds the System V objects of a computation and looks into them; nothing changes by that.</summary>
internal sealed class SystemVCapture
{
    private readonly IReadOnlyList<FrozenMember> members;
    private readonly List<Obstacle> obstacles;
    private readonly HashSet<(SystemVKind Kind, int Id)> attached;
    private readonly SystemVOwnership ownership;
    private readonly string ipcNamespace;
    private readonly List<(FrozenMember Keeper, SemaphoreSetRecord Set)> sets = [];
    private readonly List<(FrozenMember Keeper, MessageQueueRecord Queue)> queues = [];

    private SystemVCapture(IReadOnlyList<FrozenMember> members, List<Obstacle> obstacles)
    {
        (this.members, this.obstacles) = (members, obstacles);
        // The inode of such a mapping is the segment's id (ipc/shm.c, newseg).
        attached = [.. members.SelectMany(member => member.Areas).Where(AreaKinds.IsSystemV).Select(area => (SystemVKind.Segment, (int)area.Inode))];
        ipcNamespace = NamespaceOf(members[0]);
        var ours = Link.Read("/proc/self/ns/ipc");
        ownership = new SystemVOwnership(
            ipcNamespace != ours,
            members.Select(member => member.Pid).ToHashSet(),
            attached.Concat(members.SelectMany(member => member.Threads).Select(WaitingCall.ObjectOf).OfType<(SystemVKind, int)>()).ToHashSet(),
            members.Select(member => member.Status.Users[1]).ToHashSet(),
            pid => Directory.Exists($"/proc/{members[0].LivingTid}/root/proc/{pid}"));
    }

    /// <param name="members">With the hooks inside.</param>
    /// <param name="obstacles">Where it is said what cannot be captured.</param>
    public static SystemVInventory Take(IReadOnlyList<FrozenMember> members, List<Obstacle> obstacles) => new SystemVCapture(members, obstacles).Take();

    private SystemVInventory Take()
    {
        foreach (var stranger in members.Skip(1).Where(member => NamespaceOf(member) != ipcNamespace))
            obstacles.Add(new Obstacle(stranger.Pid, null, "It has another IPC namespace than the rest of the computation.", "Checkpoint what is inside of it by itself."));
        var found = SystemVListing.Of(members[0].Hook);
        foreach (var candidate in found.Where(candidate => candidate.Kind == SystemVKind.MessageQueue && ownership.Takes(candidate)))
            Add(candidate);
        foreach (var candidate in found.Where(candidate => candidate.Kind == SystemVKind.SemaphoreSet))
            AddSet(candidate);
        var segments = found.Where(candidate => candidate.Kind == SystemVKind.Segment).ToDictionary(segment => segment.Id);
        return new SystemVInventory(
            segments,
            [.. segments.Values.Where(segment => !attached.Contains((SystemVKind.Segment, segment.Id)) && ownership.Takes(segment))
                .Select(segment => (Keeper: KeeperOf(segment), Segment: segment)).Select(kept => (kept.Keeper, SegmentPages.Find(kept.Keeper, kept.Segment)))],
            sets.ToLookup(item => item.Keeper.HostPid, item => item.Set),
            queues.ToLookup(item => item.Keeper.HostPid, item => item.Queue),
            // Where no semop(2) has ever succeeded there is nothing to undo. To feel for it would leave a trace: the kernel notes the time when such a process ends (exit_sem).
            SemaphoreAdjustments.Of(members, [.. sets.Select(item => item.Set).Where(set => set.WasOperated)], obstacles));
    }

    private void AddSet(SystemVObject candidate)
    {
        var keeper = KeeperOf(candidate);
        if (SemaphoreSets.TryRead(keeper.Hook, candidate) is { } read)
        {
            if (ownership.Takes(candidate with { Pids = read.LastPids }))
                sets.Add((keeper, read with { LastPids = [.. read.LastPids.Select(KnownPid)] }));
        }
        else if (ownership.Takes(candidate) && !SystemVRemoval.IsGone(keeper.Hook, candidate))
        {
            Refuse(keeper, $"semaphore set {candidate.Id}");
        }
    }

    private void Add(SystemVObject candidate)
    {
        var keeper = KeeperOf(candidate);
        if (MessageQueues.TryPeek(keeper.Hook, candidate) is { } queue)
            queues.Add((keeper, queue with { LastSenderPid = KnownPid(candidate.Pids[0]) }));
        else if (!SystemVRemoval.IsGone(keeper.Hook, candidate))
            Refuse(keeper, $"message queue {candidate.Id}");
    }

    private int KnownPid(int pid) => ownership.MemberPids.Contains(pid) ? pid : 0;

    /// <summary>The member that the kernel names, else one of the owner's: it must be allowed to look inside.</summary>
    private FrozenMember KeeperOf(SystemVObject candidate)
        => members.FirstOrDefault(member => candidate.Pids.Contains(member.Pid))
        ?? members.FirstOrDefault(member => member.Status.Users[1] == candidate.OwnerUser)
        ?? members[0];

    private void Refuse(FrozenMember keeper, string what)
    {
        const string Remedy = "See to it that the user of the program may read it (ipcs), and that no message is longer than 60000 bytes.";
        obstacles.Add(new Obstacle(keeper.Pid, null, $"It uses the System V {what}, which cannot be read.", Remedy));
    }

    private static string NamespaceOf(FrozenMember member) => Link.Read($"/proc/{member.LivingTid}/ns/ipc");
}
