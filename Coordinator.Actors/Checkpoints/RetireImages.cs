using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Checkpoints;

/// <summary>
/// What a node's store need not keep any more. To those who have just committed: all but the newest. To those who have not, because they were away or the computation is elsewhere by now: what
/// those have removed. Nobody waits for it; whoever still has something answers with <see cref="ImagesKept"/>, to the coordinator.
/// </summary>
[MessagePackObject]
public sealed record RetireImages : IEntracteMessage
{
    [Key(0)] public string Name { get; init; } = "";
    [Key(1)] public string ImagesDirectory { get; init; } = "";

    /// <summary>So many stay; 0: see <see cref="Oldest"/>.</summary>
    [Key(2)] public int Keep { get; init; }

    /// <summary>The newest that is whole on all nodes. This order may be late, and then there are newer ones of which nobody knows that yet.</summary>
    [Key(3)] public int Newest { get; init; }
    [Key(4)] public string ComputationId { get; init; } = "";

    /// <summary>All before this one go.</summary>
    [Key(5)] public int Oldest { get; init; }

    /// <summary>These are not whole on all nodes, and take no other's place.</summary>
    [Key(6)] public int[] Half { get; init; } = [];
}
