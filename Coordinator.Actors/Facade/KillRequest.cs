using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Which computation is to end.</summary>
[MessagePackObject]
public sealed record KillRequest : IEntracteMessage
{
    /// <summary>Name or id.</summary>
    [Key(0)] public string Target { get; init; } = "";

    /// <summary>Of the coordinator that ends what is left before a computation goes back to an image, and is obeyed by no later one; 0: somebody asks.</summary>
    [Key(1)] public long Epoch { get; init; }
}
