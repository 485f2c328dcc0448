using MessagePack;

namespace Entracte.Coordinator;

/// <summary>An image was verified and is being brought back.</summary>
[MessagePackObject]
public sealed record RestartBegan : EntracteEvent
{
    [Key(4)] public string RestartId { get; init; } = "";
}
