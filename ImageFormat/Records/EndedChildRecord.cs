using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>A child that has ended and that its parent has not asked about yet (wait(2)): a zombie.</summary>
[MessagePackObject]
public sealed record EndedChildRecord
{
    [Key(0)]
    public int Pid { get; init; }

    [Key(1)]
    public int ProcessGroup { get; init; }

    [Key(2)]
    public int Session { get; init; }

    /// <summary>The signal that the parent was told with; 17 (SIGCHLD) for ordinary children.</summary>
    [Key(3)]
    public int ExitSignal { get; init; }

    /// <summary>As wait(2) reports it.</summary>
    [Key(4)]
    public int ExitStatus { get; init; }
}
