using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture;

/// <summary>What can be seen of a suspended process from outside that forbids a checkpoint; nothing is touched to see it.</summary>
internal static class Membership
{
    /// <summary>Namespaces that a restored process would not get back.</summary>
    private static readonly (string Name, string What)[] SharedNamespaces = [("net", "network"), ("uts", "host name"), ("cgroup", "control group")];

    /// <summary>Ours; they do not change.</summary>
    private static readonly Dictionary<string, string> OwnNamespaces = SharedNamespaces.Select(shared => shared.Name).ToDictionary(name => name, name => Link.Read($"/proc/self/ns/{name}"));

    public static IEnumerable<Obstacle> ObstaclesOf(FrozenMember member)
    {
        if (member.Status.Seccomp != 0)
            yield return new Obstacle(member.Pid, null, "It runs under a seccomp filter, which cannot be read.", "Run the program without its sandbox.");
        foreach (var (name, what) in SharedNamespaces)
        {
            if (Link.Read($"/proc/{member.LivingTid}/ns/{name}") != OwnNamespaces[name])
                yield return new Obstacle(member.Pid, null, $"It has a {what} namespace of its own.", "Run the node agent inside of that container.");
        }
        if (member.EndedMainThread is not null && !PidFd.KnowsThreads)
            yield return new Obstacle(member.Pid, null, "Its main thread has ended before the others, and this kernel does not let anybody reach its descriptors.", "Run it under Linux 6.9 or newer.");
    }

    /// <summary>Those who count pids otherwise than the first: two of them might be called the same.</summary>
    public static IEnumerable<Obstacle> StrangersAmong(IReadOnlyList<FrozenMember> members)
    {
        var first = PidNamespaceOf(members[0]);
        return members.Skip(1).Where(member => PidNamespaceOf(member) != first).Select(member => new Obstacle(
            member.Pid,
            null,
            $"It lives in another pid namespace than process {members[0].Pid}: one of the two was restarted, the other was not.",
            "End one of them, or run it as a computation of its own."));
    }

    private static string PidNamespaceOf(FrozenMember member) => Link.Read($"/proc/{member.LivingTid}/ns/pid");
}
