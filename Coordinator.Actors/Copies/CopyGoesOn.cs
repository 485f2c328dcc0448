using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>The answer to <see cref="SendImage"/> that has been said before and is being done.</summary>
[MessagePackObject]
public sealed record CopyGoesOn : IEntracteMessage
{
    [Key(0)] public string RequestId { get; init; } = "";
}
