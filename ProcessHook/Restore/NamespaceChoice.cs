using System.Globalization;
using Entracte.ImageFormat.Records;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore;

/// <summary>
/// Whether a restart needs namespaces of its own. Without them the restored processes are like any others: seen by all under the pids that they had. That takes
/// every pid and tid to be free here, nothing that has its name or number in such a namespace (System V objects, POSIX message queues, terminals of its own),
/// and a husk that may choose them (root, or CAP_CHECKPOINT_RESTORE, clone3(2)), which it looks at itself.
///
/// | ids free, none such   | husk may choose | the husk's namespaces                                    |
/// |-----------------------|-----------------|----------------------------------------------------------|
/// | no                    |                 | its own                                                  |
/// | yes                   | no              | its own                                                  |
/// | yes                   | yes             | none; should an id be taken meanwhile, its own after all |
/// </summary>
/// <param name="InOrder">The first that the husk may have; there are one or two.</param>
public sealed record NamespaceChoice(params HuskNamespaces[] InOrder)
{
    /// <summary>What a restart takes that cannot do without.</summary>
    public static HuskNamespaces Own => Syscall.geteuid() == 0 ? HuskNamespaces.Privileged : HuskNamespaces.Unprivileged;

    public static NamespaceChoice Of(IReadOnlyList<ProcessFileRecord> parts)
        => !parts.Any(NeedsNamespaces) && AreFree(IdsOf(parts)) ? new NamespaceChoice(HuskNamespaces.None, Own) : new NamespaceChoice(Own);

    /// <summary>The same, and a time namespace with each; a husk that is not given one does without (native/husk.c).</summary>
    public NamespaceChoice WithTime() => new([.. InOrder.Select(namespaces => namespaces | HuskNamespaces.Time)]);

    /// <summary>Their ids, names and numbers belong to IPC and mount namespaces, and here the objects of the life before may still have them.</summary>
    private static bool NeedsNamespaces(ProcessFileRecord part)
        => part.SharedMemories.Any(memory => memory.Kind == SharedMemoryKind.SystemV) || part.SemaphoreSets.Length > 0 || part.MessageQueues.Length > 0
        || part.PosixQueues.Length > 0 || part.PseudoTerminals.Length > 0;

    /// <summary>Everything that must have its old number: processes, threads, and children that have ended.</summary>
    private static HashSet<int> IdsOf(IReadOnlyList<ProcessFileRecord> parts)
        => [.. parts.SelectMany(part => part.Threads.Select(thread => thread.Tid).Concat(part.Process.EndedChildren.Select(child => child.Pid)).Append(part.Process.Pid))];

    /// <summary>A thread's number leads into /proc as well, though no listing shows it.</summary>
    private static bool AreFree(IEnumerable<int> ids)
    {
        var end = int.Parse(File.ReadAllText("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture);
        return ids.All(id => id < end && !Directory.Exists($"/proc/{id}"));
    }
}
