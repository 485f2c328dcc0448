using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>What each member's end would do to the semaphores of the computation (semop(2), SEM_UNDO).</summary>
internal static class SemaphoreAdjustments
{
    private const int ProbesAtOnce = 300;

    public static ILookup<int, SemaphoreUndoRecord> Of(IReadOnlyList<FrozenMember> members, IReadOnlyList<SemaphoreSetRecord> sets, List<Obstacle> obstacles)
    {
        var found = members.SelectMany(member => sets.SelectMany(set => Of(member, set)).Select(undo => (Member: member, Undo: undo))).ToList();
        if (sets.Count > 0)
            RefuseLoneThreads(members, obstacles);
        foreach (var member in found.Select(item => item.Member).Distinct())
            RefuseSharing(member, members, obstacles);
        foreach (var set in sets.Where(set => found.Exists(item => item.Undo.SetId == set.Id)))
        {
            // Were somebody else at work, what has been felt would say nothing.
            if (SemaphoreSets.TryReadValues(members[0].Hook, set.Id, set.Values.Length) is not { } now || !now.SequenceEqual(set.Values))
                obstacles.Add(new Obstacle(members[0].Pid, null, $"The System V semaphore set {set.Id} is changed by somebody outside.", "Add that process to the computation, or try again."));
        }
        return found.ToLookup(item => item.Member.HostPid, item => item.Undo);
    }

    private static IEnumerable<SemaphoreUndoRecord> Of(FrozenMember member, SemaphoreSetRecord set)
    {
        var probe = new SemaphoreProbe(member.Hook, set.Id);
        foreach (var numbers in Enumerable.Range(0, set.Values.Length).Chunk(ProbesAtOnce))
        {
            var batch = new Injection.SyscallBatch();
            foreach (var number in numbers)
                probe.AddFirst(batch, number, set.Values[number]);
            var reply = member.Hook.Run(batch);
            foreach (var (call, number) in numbers.Index().Where(item => SemaphoreProbe.IsOutOfRange(reply.Raw(item.Index))))
                yield return new SemaphoreUndoRecord { SetId = set.Id, Number = number, Adjustment = probe.Find(number, set.Values[number]) };
        }
    }

    /// <summary>Threads share their adjustments, unless they were made by a bare clone(2); only those of the main thread have been felt.</summary>
    private static void RefuseLoneThreads(IReadOnlyList<FrozenMember> members, List<Obstacle> obstacles)
    {
        foreach (var member in members.Where(member => member.Threads.Any(thread => !Kcmp.Share(Kcmp.Shared.SemaphoreAdjustments, member.LivingTid, thread.HostTid))))
            obstacles.Add(new Obstacle(member.Pid, null, "A thread of it has semaphore adjustments of its own (clone without CLONE_SYSVSEM).", "Such a process cannot be captured."));
    }

    /// <summary>Processes that share theirs (CLONE_SYSVSEM) show the same ones, which a restart would give to each.</summary>
    private static void RefuseSharing(FrozenMember member, IReadOnlyList<FrozenMember> members, List<Obstacle> obstacles)
    {
        if (members.Any(other => other != member && Kcmp.Share(Kcmp.Shared.SemaphoreAdjustments, member.LivingTid, other.LivingTid)))
            obstacles.Add(new Obstacle(member.Pid, null, "It shares its semaphore adjustments with another process (clone with CLONE_SYSVSEM).", "Such processes cannot be captured."));
    }
}
