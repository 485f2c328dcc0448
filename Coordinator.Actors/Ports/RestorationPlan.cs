namespace Entracte.Coordinator.Ports;

/// <summary>Which image, and with what.</summary>
/// <param name="Directory">One generation's, absolute.</param>
/// <param name="Streams">Files that were named for standard streams. Where the host starts the husk itself it opens them.</param>
/// <param name="Detached">The host starts the husk itself; otherwise somebody else runs the program of the invitation, with the streams.</param>
public sealed record RestorationPlan(string RestartId, string Directory, bool TrustFiles, StandardStreams Streams, bool Detached)
{
    /// <summary>The nodes of the image whose processes are restored here, or shares of these (<see cref="ProcessHook.Restore.Splitting.NodeShare"/>); empty: all.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>HOST:PORT under which other nodes reach this one; empty where there are none.</summary>
    public string Address { get; init; } = "";

    public string ComputationId { get; init; } = "";

    /// <summary>The life of the computation that begins.</summary>
    public long Life { get; init; }

    /// <summary>Somebody must learn how it ends: the host sees to that where it starts the husk itself.</summary>
    public bool IsWatched { get; init; }
}
