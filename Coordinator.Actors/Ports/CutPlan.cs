using Entracte.Coordinator.Attempts;

namespace Entracte.Coordinator.Ports;

/// <summary>Whose processes, and how their memory is written.</summary>
/// <param name="ComputationId">The mark by which members are found that have left the trees below the roots.</param>
public sealed record CutPlan(string ComputationId, IReadOnlyList<int> RootHostPids, WriteMode Mode, bool Compress)
{
    /// <summary>The attempt that the cut is a part of; for what is said about it.</summary>
    public AttemptKey Attempt { get; init; } = new();

    public ExternalConnections External { get; init; }

    /// <summary>Other nodes take part as well.</summary>
    public bool IsOfSeveralNodes { get; init; }

    /// <summary>Nobody is to run on: who cannot be suspended is ended without that.</summary>
    public bool OnlyEnds { get; init; }

    /// <summary>With which the roots end where the members are ended; 0: with SIGKILL.</summary>
    public int ExitStatus { get; init; }

    /// <summary>A signal that the image does not hold where it waits at a member; 0: all are held.</summary>
    public int LeaveSignal { get; init; }
}
