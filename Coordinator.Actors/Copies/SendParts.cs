using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator.Copies;

/// <summary>
/// To a node that takes part in a checkpoint and has all pages of its processes in their files: send them ahead. The order to copy the image follows when it is committed, under the same id.
/// Nobody answers; who does not hear this sends everything later.
/// </summary>
[MessagePackObject]
public sealed record SendParts : IEntracteMessage
{
    [Key(0)] public AttemptKey Key { get; init; } = new();
    [Key(1)] public SendImage Copy { get; init; } = new();
}
