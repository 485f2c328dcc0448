namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>A line of /proc/sysvipc/shm, sem or msg (proc_sysvipc(5)), pids and users as a member sees them.</summary>
/// <param name="Kind">From which of the three files.</param>
/// <param name="Key">0 is IPC_PRIVATE; also when the object is already marked to be removed.</param>
/// <param name="Id">Unique within its kind and namespace.</param>
/// <param name="Mode">Permission bits, and for a segment SHM_DEST and SHM_LOCKED.</param>
/// <param name="Size">Bytes of a segment, semaphores of a set, messages in a queue.</param>
/// <param name="QueuedBytes">Bytes in a queue.</param>
/// <param name="Pids">Who created it or used it last, as far as the kernel remembers; 0 for nobody. For a segment the creator comes first, for a queue the last sender.</param>
/// <param name="OwnerUser">Who may use it as its owner.</param>
/// <param name="OwnerGroup">The same for the group.</param>
/// <param name="CreatorUser">Who made it.</param>
/// <param name="WasOperated">For a set: semop(2) has been called on it.</param>
internal sealed record SystemVObject(
    SystemVKind Kind, int Key, int Id, int Mode, long Size, long QueuedBytes, int[] Pids, uint OwnerUser, uint OwnerGroup, uint CreatorUser, bool WasOperated)
{
    /// <summary>SHM_DEST: it vanishes with its last attachment.</summary>
    public bool IsRemoved => (Mode & 0x200) != 0;

    /// <summary>SHM_LOCKED.</summary>
    public bool IsLocked => (Mode & 0x400) != 0;

    public int Permissions => Mode & 0x1ff;

    /// <summary>SHM_HUGETLB: the size of a page (bytes), where <see cref="SegmentPages"/> has found out; 0 for ordinary ones.</summary>
    public ulong HugePageSizeBytes { get; init; }
}
