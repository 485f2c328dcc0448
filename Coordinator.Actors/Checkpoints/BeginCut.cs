using Entracte.Coordinator.Attempts;
using MessagePack;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>The first order of a checkpoint or kill: take part, and take the first step.</summary>
[MessagePackObject]
public sealed record BeginCut : IAttemptOrder
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public string ImagesDirectory { get; init; } = "";

    /// <summary>The registered roots on the node that is ordered.</summary>
    [Key(3)] public int[] RootHostPids { get; init; } = [];
    [Key(4)] public WriteMode Mode { get; init; }
    [Key(5)] public bool Compress { get; init; }
    [Key(6)] public ExternalConnections External { get; init; }

    /// <summary>Other nodes take part: the image is of all of them, and connections between them are within the computation.</summary>
    [Key(7)] public bool IsOfSeveralNodes { get; init; }

    /// <summary>With which the roots end where the members are ended; 0: with SIGKILL.</summary>
    [Key(8)] public int ExitStatus { get; init; }

    /// <summary>A signal that the image does not hold where it waits at a member; 0: all are held.</summary>
    [Key(9)] public int LeaveSignal { get; init; }

    /// <inheritdoc cref="CheckpointRequest.NoSync"/>
    [Key(10)] public bool NoSync { get; init; }
}
