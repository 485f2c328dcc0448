using System.Collections.Concurrent;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>
/// Which sessions and process groups are not the computation's own, although members are in them: those of the shell that has started it. Their ids mean nothing
/// after a restart. One that only members are in is the computation's own, even if its leader has died.
/// </summary>
internal sealed class OutsideIds
{
    private readonly HashSet<int> members;
    private readonly ConcurrentDictionary<int, (int Group, int Session)> leaders = [];
    private readonly Lazy<IReadOnlyList<(int Group, int Session)>> outsiders;

    /// <param name="members">Host pids of all that stand still.</param>
    public OutsideIds(IEnumerable<int> members)
    {
        this.members = [.. members];
        outsiders = new(() => [.. Outsiders()]);
    }

    public int GroupOf(int ownGroup, int hostGroup) => ownGroup == 0 || IsOutside(hostGroup, outsider => outsider.Group) ? 0 : ownGroup;

    public int SessionOf(int ownSession, int hostSession) => ownSession == 0 || IsOutside(hostSession, outsider => outsider.Session) ? 0 : ownSession;

    private bool IsOutside(int hostId, Func<(int Group, int Session), int> idOf)
        => hostId == 0 || (!members.Contains(hostId) && (LeadsItself(hostId, idOf) || outsiders.Value.Any(outsider => idOf(outsider) == hostId)));

    /// <summary>As a rule its leader lives, and then nobody else has to be looked at: it is a shell, or whoever has started the computation.</summary>
    private bool LeadsItself(int hostId, Func<(int Group, int Session), int> idOf)
        => idOf(leaders.GetOrAdd(hostId, id => TryRead(id) is { } stat && IsOutsider(stat) ? (stat.HostProcessGroup, stat.HostSession) : default)) == hostId;

    private IEnumerable<(int Group, int Session)> Outsiders()
    {
        foreach (var pid in ProcFile.NumbersIn("/proc"))
        {
            if (!members.Contains(pid) && TryRead(pid) is { } stat && IsOutsider(stat))
                yield return (stat.HostProcessGroup, stat.HostSession);
        }
    }

    /// <summary>A zombie of a member belongs to the computation.</summary>
    private bool IsOutsider(ProcessStat stat) => stat.State != 'Z' || !members.Contains(stat.ParentHostPid);

    private static ProcessStat? TryRead(int pid)
    {
        try
        {
            return ProcessStat.Of(pid);
        }
        catch (LinuxException)
        {
            return null; // it has ended meanwhile, so that it is nobody
        }
    }
}
