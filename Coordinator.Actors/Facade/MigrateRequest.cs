using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Which computation goes on elsewhere, and where.</summary>
[MessagePackObject]
public sealed record MigrateRequest : IEntracteMessage
{
    /// <summary>Name or id of a running computation.</summary>
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>All of it goes to this node; empty where a map is given, or where it goes to the node of another cluster that is asked.</summary>
    [Key(1)] public string To { get; init; } = "";

    /// <summary>OLD=NEW: what is on the one goes to the other; OLD=NEW+NEW: it is spread over those. What is not named stays on its node.</summary>
    [Key(2)] public string[] Map { get; init; } = [];

    /// <summary>Take mapped files of the right size for those of the checkpoint.</summary>
    [Key(3)] public bool TrustFiles { get; init; }

    /// <summary>By which it can be withdrawn; filled in by the facade.</summary>
    [Key(4)] public string RequestId { get; init; } = "";

    /// <summary>HOST or HOST:PORT of any node of another cluster, to which all of it goes: nodes that are named are that one's. Empty: it stays in this one.</summary>
    [Key(5)] public string ToCluster { get; init; } = "";

    /// <summary>Directory of images in the other cluster; empty: the same path as here.</summary>
    [Key(6)] public string ToDirectory { get; init; } = "";
}
