using System.Buffers.Binary;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using MessagePack;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// The talk of two hosts over one restored connection: a length of eight bytes and a queue's portions as in the image, in both directions; then the other's portions go back as they are.
/// Nothing here waits.
/// </summary>
internal sealed class RefillExchange
{
    private const int EAGAIN = 11;
    private const int LengthBytes = sizeof(long);
    private const int PortionsMostBytes = 1 << 28;
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    private readonly byte[] told;
    private readonly byte[] length = new byte[LengthBytes];
    private byte[]? heard;
    private int toldBytes, lengthBytes, heardBytes;
    private QueuePortionRecord[]? toSend;
    private int portion, portionBytes;

    public RefillExchange(RemoteEndpoint end)
    {
        End = end;
        var own = end.Husk.Member.Record.Queues.FirstOrDefault(queue => queue.OwnerId == end.Socket.OpenFileId)?.Portions ?? [];
        OwnBytes = own.Sum(part => (long)part.Bytes.Length);
        var portions = MessagePackSerializer.Serialize(own);
        told = new byte[LengthBytes + portions.Length];
        BinaryPrimitives.WriteInt64BigEndian(told, portions.Length);
        portions.CopyTo(told, LengthBytes);
    }

    public RemoteEndpoint End { get; }

    /// <summary>What waits here, and has to come back.</summary>
    public long OwnBytes { get; }

    /// <summary>Why it does not go on.</summary>
    public string? Error { get; private set; }

    public bool IsExchanged => toldBytes == told.Length && toSend is not null;

    public bool IsSentBack => toSend is not null && portion == toSend.Length;

    /// <returns>Whether both have told each other.</returns>
    public bool GoOn()
    {
        if (toldBytes < told.Length)
            toldBytes += Counted(SocketMessage.TrySend(End.Connected!, told.AsSpan(toldBytes), [], []));
        if (lengthBytes < LengthBytes)
            lengthBytes += Received(length.AsSpan(lengthBytes));
        if (lengthBytes == LengthBytes && heard is null)
            heard = Room(BinaryPrimitives.ReadInt64BigEndian(length));
        if (heard is not null && heardBytes < heard.Length)
            heardBytes += Received(heard.AsSpan(heardBytes));
        if (heard is not null && heardBytes == heard.Length && toSend is null)
            toSend = Parse(heard);
        return IsExchanged;
    }

    /// <returns>Whether all has been given to the kernel to send.</returns>
    public bool SendBack()
    {
        if (IsSentBack)
            return true;
        var part = toSend![portion];
        portionBytes += Counted(SocketMessage.TrySend(End.Connected!, part.Bytes.AsSpan(portionBytes), [], [], part.IsUrgent));
        if (portionBytes == part.Bytes.Length)
            (portion, portionBytes) = (portion + 1, 0);
        return IsSentBack;
    }

    private byte[]? Room(long announcedBytes)
    {
        if (announcedBytes is > 0 and <= PortionsMostBytes)
            return new byte[announcedBytes];
        Error = $"{announcedBytes} bytes were announced";
        return null;
    }

    private QueuePortionRecord[]? Parse(byte[] portions)
    {
        try
        {
            return MessagePackSerializer.Deserialize<QueuePortionRecord[]>(portions, Options);
        }
        catch (MessagePackSerializationException damaged)
        {
            Error = damaged.Message;
            return null;
        }
    }

    private int Received(Span<byte> into)
    {
        var count = SocketMessage.TryReceive(End.Connected!, into);
        if (count == 0)
            Error = "the connection was closed";
        return Counted(count);
    }

    private int Counted(long count)
    {
        if (count is < 0 and not -EAGAIN)
            Error = LinuxException.Describe((int)-count);
        return count > 0 ? (int)count : 0;
    }
}
