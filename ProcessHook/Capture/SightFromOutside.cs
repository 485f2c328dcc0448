using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Capture.Descriptors.Kinds;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture;

/// <summary>
/// What else stands in the way of a checkpoint that is refused already because of something about a process, so that all of it is told at once. No hook comes in for that: a
/// seccomp filter might have it end the program. What only hooks can ask (System V objects, in what order births are possible) is told when the rest is gone.
/// </summary>
internal static class SightFromOutside
{
    public static IEnumerable<Obstacle> ObstaclesOf(IReadOnlyList<FrozenMember> members, SharedTables tables, DescriptorPolicy policy)
        => OfDescriptors(members, tables, policy).Concat(members.SelectMany(member => MemoryCapture.ObstaclesIn(MemoryAreas.Of(member.LivingTid), member.Pid)));

    private static IReadOnlyList<Obstacle> OfDescriptors(IReadOnlyList<FrozenMember> members, SharedTables tables, DescriptorPolicy policy)
    {
        var sources = members.Select(tables.SourceOf).ToArray();
        // In places that we do not see, sockets are strangers and paths lead nowhere.
        if (!members.All(Membership.IsWithinSight) || MountedFiles.ObstaclesOf(members).Any())
            return [.. sources.SelectMany(DescriptorTable.Read).Select(UnsupportedKind.ByItsLink).OfType<Obstacle>()];
        try
        {
            using var inventory = DescriptorCapture.Take(sources, new ImageIds(), policy);
            return inventory.Obstacles;
        }
        catch (ObstaclesException found)
        {
            return found.Obstacles;
        }
        catch (LinuxException)
        {
            // What cannot be looked at from here is no reason to tell less of what is known already.
            return [];
        }
    }
}
