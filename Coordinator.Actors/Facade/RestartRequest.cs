using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Which image is to live again, and with what.</summary>
[MessagePackObject]
public sealed record RestartRequest : IEntracteMessage
{
    /// <summary>Name or id of a computation, or the directory of one generation, or of all of a computation's.</summary>
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>0: the latest that is committed.</summary>
    [Key(1)] public int Generation { get; init; }

    /// <summary>Where images are looked for by name; empty: as registered, then the default of reference.hocon.</summary>
    [Key(2)] public string ImagesDirectory { get; init; } = "";

    /// <summary>Standard streams where the node agent starts the husk itself. Who starts it himself has opened those that are named here.</summary>
    [Key(3)] public StandardStreams Streams { get; init; } = new();

    /// <summary>Skip comparing the content of mapped files whose size and modification time agree.</summary>
    [Key(4)] public bool TrustFiles { get; init; }

    /// <summary>Where paths are meant and the husk will be; empty: on the node that is asked. A restart that somebody else begins by executing its husk is always there.</summary>
    [Key(5)] public string Node { get; init; } = "";

    /// <summary>By which it can be withdrawn; filled in by the facade. It is the restart's id as well.</summary>
    [Key(6)] public string RequestId { get; init; } = "";

    /// <summary>The node agent starts the husk itself; filled in by the facade.</summary>
    [Key(7)] public bool Detached { get; init; }

    /// <summary>All of it on <see cref="Node"/>, also what was on several nodes.</summary>
    [Key(8)] public bool Together { get; init; }

    /// <summary>As OLD=NEW: what was on the one node goes to the other; as OLD=NEW+NEW: it is spread over those. What is not named goes where it was.</summary>
    [Key(9)] public string[] Map { get; init; } = [];

    /// <summary>What is done for the new life; null: as for the one before it, from the beginning.</summary>
    [Key(10)] public RecoveryPolicy? Policy { get; init; }
}
