using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.Capture;

/// <summary>
/// Whether a process sees the files that we see: by our paths its image is written and checked, and where a restart happens it sees what everybody sees.
///
/// | its mount namespace           | what is mounted | then                                                            |
/// |-------------------------------|-----------------|-----------------------------------------------------------------|
/// | ours                          |                 | it does                                                         |
/// | another                       | the same        | it does                                                         |
/// | a restart's, so a copy of ours | something else | it does if all that it has open lies where it lies for everybody |
/// | any other                     | something else  | it does not: what it sees was chosen for it                     |
/// </summary>
internal static class MountedFiles
{
    public static IEnumerable<Obstacle> ObstaclesOf(IEnumerable<FrozenMember> members)
    {
        var own = Link.Read("/proc/self/ns/mnt");
        // What is mounted is the namespace's, and of a restarted computation all members have one.
        foreach (var sharers in members.GroupBy(member => NamespaceOf(member.LivingTid)).Where(sharers => sharers.Key != own))
        {
            var (theirs, ours) = (MountTable.Of(sharers.First().LivingTid), MountTable.OfOurselves());
            if (!theirs.All.ToHashSet().SetEquals(ours.All))
                foreach (var obstacle in sharers.SelectMany(member => ObstaclesOf(member, theirs, ours)))
                    yield return obstacle;
        }
    }

    private static IEnumerable<Obstacle> ObstaclesOf(FrozenMember member, MountTable theirs, MountTable ours)
    {
        if (!IsOfARestart(member))
            return [new Obstacle(member.Pid, null, "It sees other file systems than we do.", "Run the node agent inside of that container.")];
        return PathsOf(member.LivingTid).Where(path => theirs.Of(path) != ours.Of(path)).Select(path => theirs.Of(path).Place).Distinct()
            .Select(place => new Obstacle(
                member.Pid,
                null,
                $"It has files on the file system that was mounted at {place} when it was restarted, and there is another one now.",
                "Mount it there again, or let it close them."));
    }

    /// <summary>Made by a restart: the namespace of a keeper, whose descendants its members are, also as orphans.</summary>
    private static bool IsOfARestart(FrozenMember member)
    {
        for (var pid = member.HostPid; pid > 1; pid = ProcessStat.Of(pid).ParentHostPid)
        {
            if (ProcessStatus.Of(pid) is { OwnPid: 1, Name: HuskProgram.KeeperName })
                return NamespaceOf(pid) == NamespaceOf(member.LivingTid);
        }
        return false;
    }

    private static string NamespaceOf(int tid) => Link.Read($"/proc/{tid}/ns/mnt");

    /// <summary>What it has mapped and open, where it is, and what it executes.</summary>
    private static IEnumerable<string> PathsOf(int tid)
    {
        var open = Directory.EnumerateFileSystemEntries($"/proc/{tid}/fd").Append($"/proc/{tid}/cwd").Append($"/proc/{tid}/exe").Select(Link.Read);
        var mapped = MemoryAreas.WithoutDetailsOf(tid).Select(area => area.Name);
        return open.Concat(mapped).Where(path => path.StartsWith('/') && !MountTable.IsOfARestart(path)).Distinct();
    }
}
