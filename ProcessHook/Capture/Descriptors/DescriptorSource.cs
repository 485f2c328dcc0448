namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>A stopped process whose descriptors are to be captured.</summary>
/// <param name="HostPid">As this process sees it.</param>
/// <param name="Pid">As the process itself sees it.</param>
/// <param name="Hidden">Numbers that are not its own, such as the hook's socket.</param>
public sealed record DescriptorSource(int HostPid, int Pid, IReadOnlySet<int> Hidden)
{
    /// <summary>A thread of it that lives, see <see cref="Proc.LivingThread"/>; the pid as a rule.</summary>
    public int LivingTid { get; init; } = HostPid;

    /// <summary>Runs calls in it, or null while nothing of ours is inside: then what can only be asked from within stays unknown.</summary>
    public Injection.ISyscallServer? Server { get; init; }

    /// <summary>Whether its table is another member's too, and is read there.</summary>
    public bool IsElsewhere { get; init; }

    public DescriptorSource(int hostPid, int pid)
        : this(hostPid, pid, new HashSet<int>())
    {
    }
}
