namespace Entracte.ProcessHook.Restore;

/// <summary>The namespaces that a restart is given of its own; the numbers are the CLONE_NEW flags of unshare(2).</summary>
[Flags]
public enum HuskNamespaces : uint
{
    /// <summary>Privileged, and the pids are free: no namespace at all.</summary>
    None = 0,

    /// <summary>Where the clocks of the checkpoint are to go on (time_namespaces(7)).</summary>
    Time = 0x80,
    Mounts = 0x00020000,
    Ipc = 0x08000000,
    User = 0x10000000,
    Pids = 0x20000000,
    Network = 0x40000000,

    /// <summary>What root takes.</summary>
    Privileged = Mounts | Ipc | Pids,

    /// <summary>What every user may have.</summary>
    Unprivileged = User | Privileged,
}
