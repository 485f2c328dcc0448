using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A record lock of POSIX (fcntl(2), F_SETLK): it belongs to a process and a file, not to a description.</summary>
[MessagePackObject]
public sealed record ProcessFileLockRecord
{
    /// <summary>One of the process's descriptors of that file, open in a way that allows the lock.</summary>
    [Key(0)]
    public int Number { get; init; }

    [Key(1)]
    public FileLockRecord Lock { get; init; } = new();
}
