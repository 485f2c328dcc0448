using MessagePack;

namespace Entracte.ImageFormat.Records;

/// <summary>One registration in an epoll instance. The kernel knows it by number and description, and it outlives the number (epoll(7), questions and answers).</summary>
[MessagePackObject]
public sealed record EventPollTargetRecord
{
    /// <summary>The number under which it was registered; by now it may be closed or stand for something else.</summary>
    [Key(0)]
    public int Number { get; init; }

    [Key(1)]
    public ulong OpenFileId { get; init; }

    /// <summary>As the kernel keeps them, with EPOLLET and EPOLLONESHOT. Only such flags and no event: a one-shot registration that has fired.</summary>
    [Key(2)]
    public uint Events { get; init; }

    [Key(3)]
    public ulong Data { get; init; }
}
