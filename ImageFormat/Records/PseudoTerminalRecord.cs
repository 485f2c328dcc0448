using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A pseudo terminal whose master the computation holds (pty(7), ioctl_tty(2)), with what waits in it.</summary>
[MessagePackObject]
public sealed record PseudoTerminalRecord
{
    /// <summary>Unique in the image, from the same numbers as the ids of open files.</summary>
    [Key(0)]
    public ulong TerminalId { get; init; }

    /// <summary>N of /dev/pts/N.</summary>
    [Key(1)]
    public int Number { get; init; }

    /// <summary><c>struct termios2</c> of the slave; the master has none that anybody could change.</summary>
    [Key(2)]
    public byte[] Settings { get; init; } = [];

    /// <summary><c>struct winsize</c>.</summary>
    [Key(3)]
    public byte[] WindowSize { get; init; } = [];

    [Key(4)]
    public TerminalUse Use { get; init; }

    /// <summary>TIOCSPTLCK: the slave may not be opened yet.</summary>
    [Key(5)]
    public bool IsLocked { get; init; }

    /// <summary>TIOCPKT.</summary>
    [Key(6)]
    public bool IsPacketMode { get; init; }

    /// <summary>TIOCEXCL.</summary>
    [Key(7)]
    public bool IsExclusive { get; init; }

    /// <summary>Whether output is held (^S).</summary>
    [Key(8)]
    public bool IsStopped { get; init; }

    /// <summary>The session that it controls, by its leader; 0 for none.</summary>
    [Key(9)]
    public int Session { get; init; }

    /// <summary>The foreground process group; 0 for none.</summary>
    [Key(10)]
    public int ForegroundGroup { get; init; }

    /// <summary>What waits for readers of the slave. Each end-of-file (^D) among it is a zero byte here, and named below.</summary>
    [Key(11)]
    public byte[] Input { get; init; } = [];

    /// <summary>The places in the input that are ends of a file.</summary>
    [Key(12)]
    public int[] InputEnds { get; init; } = [];

    /// <summary>What waits for the reader of the master.</summary>
    [Key(13)]
    public byte[] Output { get; init; } = [];
}
