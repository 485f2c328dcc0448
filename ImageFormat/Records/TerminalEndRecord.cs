using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A description of one side of a pseudo terminal whose master the computation holds (pty(7)).</summary>
[MessagePackObject]
public sealed record TerminalEndRecord : OpenFileRecord
{
    [Key(10)]
    public ulong TerminalId { get; init; }

    /// <summary>Whether it is the master, of which there is only one description.</summary>
    [Key(11)]
    public bool IsMaster { get; init; }

    /// <summary>Whether it was opened as /dev/tty (tty(4)).</summary>
    [Key(12)]
    public bool IsControlling { get; init; }
}
