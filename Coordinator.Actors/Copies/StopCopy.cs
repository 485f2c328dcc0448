using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>Who asked for a copy has gone. What has gathered stays for another try.</summary>
[MessagePackObject]
public sealed record StopCopy : IEntracteMessage
{
    [Key(0)] public string RequestId { get; init; } = "";
}
