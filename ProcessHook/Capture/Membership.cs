using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture;

/// <summary>What can be seen of a suspended process from outside that forbids a checkpoint; nothing is touched to see it.</summary>
internal static class Membership
{
    private const ulong UserCode64 = 0x33;

    /// <summary>With fewer the second processor is not awake before all is done.</summary>
    private const int ManyThreads = 32;

    /// <summary>Namespaces that a restored process would not get back.</summary>
    private static readonly (string Name, string What)[] SharedNamespaces = [("net", "network"), ("uts", "host name"), ("cgroup", "control group")];

    /// <summary>Ours; they do not change.</summary>
    private static readonly Dictionary<string, string> OwnNamespaces = SharedNamespaces.Select(shared => shared.Name).ToDictionary(name => name, name => Link.Read($"/proc/self/ns/{name}"));

    public static IEnumerable<Obstacle> ObstaclesOf(FrozenMember member)
    {
        // No hook enters such processes: it would run 64-bit code in each of their threads, and those of the kernel never run any.
        foreach (var thread in member.Process.Threads)
        {
            // Of 32-bit registers there are fewer, and the others stay zero.
            if (thread.Native.Cs != UserCode64)
                yield return new Obstacle(member.Pid, null, $"Thread {member.OwnTids[thread.Tid]} runs 32-bit code.", "Only 64-bit programs can be captured.");
            else if (IsKernels(thread))
                yield return new Obstacle(member.Pid, null, $"The kernel works for it in thread {member.OwnTids[thread.Tid]}, as it does for io_uring.", "Run the program without that.");
        }
        if (member.Process.Threads.Any(thread => thread.DispatchesSystemCalls))
            yield return new Obstacle(member.Pid, null, "It handles its system calls by itself (PR_SET_SYSCALL_USER_DISPATCH), and those of a hook would be among them.", "Run it without that.");
        if (IsFiltered(member.Process.Threads))
            yield return new Obstacle(member.Pid, null, "It runs under a seccomp filter, which cannot be read.", "Run the program without its sandbox.");
        foreach (var (name, what) in SharedNamespaces)
        {
            if (Link.Read($"/proc/{member.LivingTid}/ns/{name}") != OwnNamespaces[name])
                yield return new Obstacle(member.Pid, null, $"It has a {what} namespace of its own.", "Run the node agent inside of that container.");
        }
        if (LostWorkingDirectory(member) is { } directory)
        {
            yield return new Obstacle(
                member.Pid, null, $"Its working directory {directory} has been removed or replaced, or may not be reached by that name.", "Make it again, or let it go to another one.");
        }

        if (!HasReachableDescriptors(member))
            yield return new Obstacle(member.Pid, null, "Its main thread has ended before the others, and this kernel does not let anybody reach its descriptors.", "Run it under Linux 6.9 or newer.");
    }

    /// <summary>Whether its sockets are among those that we are told of, and its descriptors can be had.</summary>
    public static bool IsWithinSight(FrozenMember member) => HasReachableDescriptors(member) && Link.Read($"/proc/{member.LivingTid}/ns/net") == OwnNamespaces["net"];

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

    /// <summary>A thread of the process that never leaves the kernel (PF_USER_WORKER), and was given no place to return to (arch/x86/kernel/process.c, copy_thread).</summary>
    private static bool IsKernels(Tracee thread) => thread.Native is { Rip: 0, Rsp: 0 };

    /// <summary>Each thread may have a filter of its own, and a hook has every thread call the kernel.</summary>
    private static bool IsFiltered(IReadOnlyList<Tracee> threads)
    {
        return threads.Count < ManyThreads ? threads.Any(HasFilter) : SideBySide.Select(threads, HasFilter).Contains(true);

        static bool HasFilter(Tracee thread) => ProcessStatus.SeccompOf(thread.Tid) != 0;
    }

    /// <summary>What the kernel calls it when that name leads nowhere, or elsewhere; null where a restart can go there.</summary>
    private static string? LostWorkingDirectory(FrozenMember member)
    {
        var link = $"/proc/{member.LivingTid}/cwd";
        var path = Link.Read(link);
        return FileStatus.OfPath($"/proc/{member.LivingTid}/root{path}")?.Identity == FileStatus.OfPath(link)?.Identity ? null : path;
    }

    private static bool HasReachableDescriptors(FrozenMember member) => member.EndedMainThread is null || PidFd.KnowsThreads;

    private static string PidNamespaceOf(FrozenMember member) => Link.Read($"/proc/{member.LivingTid}/ns/pid");
}
