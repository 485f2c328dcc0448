using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Proc;

/// <summary>One virtual memory area of a process, as /proc/PID/smaps describes it (proc_pid_smaps(5)).</summary>
public sealed record MemoryArea
{
    public required ulong Start { get; init; }

    /// <summary>The first address behind it.</summary>
    public required ulong End { get; init; }

    /// <summary>PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.</summary>
    public required int Protection { get; init; }

    /// <summary>Whether changes are shared (<c>s</c>), not private (<c>p</c>).</summary>
    public required bool IsShared { get; init; }

    public required ulong OffsetBytes { get; init; }

    /// <summary>As st_dev of stat(2) has it.</summary>
    public required ulong Device { get; init; }

    public required ulong Inode { get; init; }

    /// <summary>A path, <c>[heap]</c>, <c>[anon:name]</c>; without the <c> (deleted)</c> of a file that lost its name.</summary>
    public required string Name { get; init; }

    public required bool IsDeleted { get; init; }

    /// <summary>The two-letter flags, separated by spaces.</summary>
    public string Flags { get; init; } = "";

    /// <summary>Memory that does not belong to a file, whether present or swapped out, as far as this area has any.</summary>
    public ulong AnonymousBytes { get; init; }

    public ulong SwappedBytes { get; init; }

    public ulong KernelPageSizeBytes { get; init; } = 4096;

    public int ProtectionKey { get; init; }

    public ulong LengthBytes => End - Start;

    /// <summary>Of the file or shared memory under it.</summary>
    public FileIdentity Identity => new(Device, Inode);

    public PageRun Run => new(Start, LengthBytes);

    public bool HasFlag(string flag) => Flags.Contains(flag, StringComparison.Ordinal);
}
