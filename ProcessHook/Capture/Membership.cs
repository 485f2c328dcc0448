using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture;

/// <summary>What can be seen of a suspended process from outside that forbids a checkpoint; nothing is touched to see it.</summary>
internal static class Membership
{
    /// <summary>Namespaces that a restored process would not get back.</summary>
    private static readonly (string Name, string What)[] SharedNamespaces = [("net", "network"), ("uts", "host name"), ("cgroup", "control group")];

    public static IEnumerable<Obstacle> ObstaclesOf(FrozenMember member)
    {
        if (member.Status.Seccomp != 0)
            yield return new Obstacle(member.Pid, null, "It runs under a seccomp filter, which cannot be read.", "Run the program without its sandbox.");
        foreach (var (name, what) in SharedNamespaces)
        {
            if (Link.Read($"/proc/{member.HostPid}/ns/{name}") != Link.Read($"/proc/self/ns/{name}"))
                yield return new Obstacle(member.Pid, null, $"It has a {what} namespace of its own.", "Run the node agent inside of that container.");
        }
        if (!SeesOurFiles(member.HostPid))
            yield return new Obstacle(member.Pid, null, "It sees other file systems than we do.", "Run the node agent inside of that container.");
        if (member.Process.Threads[0].Tid != member.HostPid)
            yield return new Obstacle(member.Pid, null, "Its main thread has ended before the others.", "Such a process cannot be captured yet.");
    }

    /// <summary>Those who count pids otherwise than the first: two of them might be called the same.</summary>
    public static IEnumerable<Obstacle> StrangersAmong(IReadOnlyList<FrozenMember> members)
        => members.Count < 2 ? [] : members
            .Where(member => Link.Read($"/proc/{member.HostPid}/ns/pid") != Link.Read($"/proc/{members[0].HostPid}/ns/pid"))
            .Select(member => new Obstacle(
                member.Pid,
                null,
                $"It lives in another pid namespace than process {members[0].Pid}: one of the two was restarted, the other was not.",
                "End one of them, or run it as a computation of its own."));

    /// <summary>A restored process has mounts of its own, but they are ours, a /proc, and the terminals of its computation: what counts is what is mounted where.</summary>
    private static bool SeesOurFiles(int hostPid)
        => Link.Read($"/proc/{hostPid}/ns/mnt") == Link.Read("/proc/self/ns/mnt")
        || MountsOf($"/proc/{hostPid}/mountinfo").SetEquals(MountsOf("/proc/self/mountinfo"));

    /// <summary>proc_pid_mountinfo(5): device, root, mount point; without the identifiers, and without what a restart mounts.</summary>
    private static HashSet<string> MountsOf(string path)
        => [.. ProcFile.ReadText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .Where(fields => fields[4] is not ("/proc" or "/dev/pts" or "/dev/ptmx") && !fields[4].StartsWith("/proc/", StringComparison.Ordinal))
            .Select(fields => $"{fields[2]} {fields[3]} {fields[4]}")];
}
