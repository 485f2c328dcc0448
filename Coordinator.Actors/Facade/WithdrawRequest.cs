using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>The one who asked has left: give up what was begun for that request, if it can be undone still.</summary>
[MessagePackObject]
public sealed record WithdrawRequest : IEntracteMessage
{
    [Key(0)] public string RequestId { get; init; } = "";
}
