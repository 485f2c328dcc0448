using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Which computation is to be checkpointed, and how.</summary>
[MessagePackObject]
public sealed record CheckpointRequest : IEntracteMessage
{
    /// <summary>Name or id of a computation; empty when a pid is given.</summary>
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>A process of this node that need not be known to us (it becomes a computation of its own with its descendants); 0 when a target is given.</summary>
    [Key(1)] public int Pid { get; init; }

    /// <summary>Keep everything suspended until the image is committed, then end it.</summary>
    [Key(2)] public bool Kill { get; init; }

    /// <summary>How many generations are left after the commit, this one included; 0: as registered.</summary>
    [Key(3)] public int Keep { get; init; }

    /// <summary>Where the image goes; empty: as registered.</summary>
    [Key(4)] public string ImagesDirectory { get; init; } = "";

    /// <summary>Compress page data with zstd. Slower, smaller.</summary>
    [Key(5)] public bool Compress { get; init; }
    [Key(6)] public WriteMode Mode { get; init; }

    /// <summary>Names a computation that is made from a pid; empty: its program's name and pid.</summary>
    [Key(7)] public string Name { get; init; } = "";

    /// <summary>Where pid and paths are meant; filled in by the facade.</summary>
    [Key(8)] public string Node { get; init; } = "";

    /// <summary>By which it can be withdrawn; filled in by the facade.</summary>
    [Key(9)] public string RequestId { get; init; } = "";
    [Key(10)] public ExternalConnections External { get; init; }

    /// <summary>With Kill: the exit status that its roots end with, 1 to 255; 0: SIGKILL ends them, as it ends all others.</summary>
    [Key(11)] public int ExitStatus { get; init; }

    /// <summary>
    /// Does not wait until the disk has the image. Until the kernel has written it, as it does by itself, the end of the machine can cost it; so it takes the place of none that was
    /// waited for when <see cref="Keep"/> are left. Not with <see cref="Kill"/>: nothing would be left to go on from.
    /// </summary>
    [Key(12)] public bool NoSync { get; init; }
}
