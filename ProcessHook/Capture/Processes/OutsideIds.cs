using System.Globalization;
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
        => hostId == 0 || (!members.Contains(hostId) && outsiders.Value.Any(outsider => idOf(outsider) == hostId));

    private IEnumerable<(int Group, int Session)> Outsiders()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || members.Contains(pid) || TryRead(pid) is not { } stat)
                continue;
            // A zombie of a member belongs to the computation.
            if (stat.State != 'Z' || !members.Contains(stat.ParentHostPid))
                yield return (stat.HostProcessGroup, stat.HostSession);
        }
    }

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
