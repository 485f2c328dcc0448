using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>epoll(7).</summary>
[MessagePackObject]
public sealed record EventPollRecord : OpenFileRecord
{
    [Key(10)]
    public EventPollTargetRecord[] Targets { get; init; } = [];
}
