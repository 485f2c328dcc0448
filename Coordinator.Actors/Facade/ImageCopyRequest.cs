using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>One generation of an image is to be copied to another node, or to another directory.</summary>
[MessagePackObject]
public sealed record ImageCopyRequest : IEntracteMessage
{
    /// <summary>Name of a computation, or id of one that the source knows.</summary>
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>0: the newest.</summary>
    [Key(1)] public int Generation { get; init; }

    /// <summary>Directory of images at the source; empty: as registered there, then that node's own.</summary>
    [Key(2)] public string ImagesDirectory { get; init; } = "";

    /// <summary>The node that has it, NODE@HOST:PORT in another cluster; empty: the one that is asked.</summary>
    [Key(3)] public string From { get; init; } = "";

    /// <summary>The node that shall have it, NODE@HOST:PORT in another cluster; empty: the one that is asked.</summary>
    [Key(4)] public string To { get; init; } = "";

    /// <summary>Directory of images there; empty: the same path as at the source.</summary>
    [Key(5)] public string ToDirectory { get; init; } = "";

    /// <summary>Filled in by the facade.</summary>
    [Key(6)] public string RequestId { get; init; } = "";
}
