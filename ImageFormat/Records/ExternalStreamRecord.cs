using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>
/// A stream to somebody outside of the computation: the shell's terminal, a pipe or socket whose other end nobody of the computation holds, or a
/// file that only whoever started the program can find.
/// A restart supplies its own current standard streams for it.
/// </summary>
[MessagePackObject]
public sealed record ExternalStreamRecord : OpenFileRecord
{
    [Key(10)]
    public ExternalStreamKind Kind { get; init; }

    /// <summary>What it was called: <c>/dev/pts/3</c>, <c>pipe:[4711]</c>. For people.</summary>
    [Key(11)]
    public string Name { get; init; } = "";

    /// <summary>The standard stream numbers (0, 1, 2) under which its leader held it; empty when it was held as none of them.</summary>
    [Key(12)]
    public int[] StandardNumbers { get; init; } = [];

    /// <summary>For a terminal: <c>struct termios2</c> (ioctl_tty(2), TCGETS2), empty otherwise.</summary>
    [Key(13)]
    public byte[] TerminalSettings { get; init; } = [];

    /// <summary>For a terminal: the process group of the computation that was in its foreground; 0 when none of its own was.</summary>
    [Key(14)]
    public int ForegroundGroup { get; init; }
}
