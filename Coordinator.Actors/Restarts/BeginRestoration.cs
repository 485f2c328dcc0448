using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Nodes;
using MessagePack;

namespace Entracte.Coordinator.Restarts;

/// <summary>The first order of a restart: take part, and verify.</summary>
[MessagePackObject]
public sealed record BeginRestoration : IAttemptOrder
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public string RestartId { get; init; } = "";
    [Key(2)] public string Name { get; init; } = "";

    /// <summary>Of the generation, on the node that is ordered.</summary>
    [Key(3)] public string Directory { get; init; } = "";
    [Key(4)] public bool TrustFiles { get; init; }

    [Key(5)] public StandardStreams Streams { get; init; } = new();

    /// <summary>As what the restored processes are registered on the node, roots not yet filled in.</summary>
    [Key(6)] public Registration Registration { get; init; } = new();

    /// <summary>The node starts the husk itself.</summary>
    [Key(7)] public bool Detached { get; init; }

    /// <summary>The nodes of the image whose processes this one restores, or shares of these (<see cref="ProcessHook.Restore.Splitting.NodeShare"/>); empty: all.</summary>
    [Key(8)] public string[] Nodes { get; init; } = [];

    /// <summary>Under which the other nodes reach this one; empty where there are none.</summary>
    [Key(9)] public string Address { get; init; } = "";
}
