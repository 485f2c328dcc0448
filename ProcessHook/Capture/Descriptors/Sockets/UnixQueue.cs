using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Looks into the receive queue of a unix socket without taking anything out. One look shows a stream's bytes up to the next passed
/// descriptor, or one message; SO_PEEK_OFF leads on to the rest and is put back as it was.
/// </summary>
internal static class UnixQueue
{
    private const int MessageBytesMost = 1 << 20;
    private const int PeekFromHead = 0;
    private const int SO_OOBINLINE = 10;

    /// <param name="file">A unix socket that does not listen.</param>
    /// <param name="identify">The open file behind a duplicate of a passed descriptor.</param>
    /// <param name="recall">Who sent it, as the computation sees him.</param>
    public static QueueRecord? Read(OpenFile file, Func<Microsoft.Win32.SafeHandles.SafeFileHandle, ulong> identify, Func<UserCredentials, UnixCredentialsRecord> recall)
    {
        var type = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_TYPE);
        var offset = Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF);
        var portions = new List<QueuePortionRecord>();
        var buffer = new byte[Math.Max(MessageBytesMost, Ioctl.ReadInt32(file.Handle, Ioctl.FIONREAD))];
        Socket.SetOption(file.Handle, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, PeekFromHead);
        try
        {
            var mostBytes = BytesBeforeError(file.Handle, type);
            for (var seenBytes = 0; seenBytes < mostBytes && SocketMessage.Peek(file.Handle, buffer) is { } message && !IsEnd(type, message); seenBytes += message.LengthBytes)
            {
                MessageCount.Check(file, portions.Count);
                while (message.IsCut)
                    (message, buffer) = LookAgain(file.Handle, message, seenBytes, new byte[2 * buffer.Length]);
                portions.Add(new QueuePortionRecord
                {
                    Bytes = buffer[..message.LengthBytes],
                    PassedOpenFileIds = [.. message.Descriptors.Select(identify)],
                    SenderAddress = type == Socket.SOCK_DGRAM && message.Address.Length > 2 ? UnixSocketKind.NameIn(message.Address) : [],
                    Sender = message.Sender is { } sender ? recall(sender) : null,
                });
            }
        }
        finally
        {
            Socket.SetOption(file.Handle, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, offset);
        }
        if (type == Socket.SOCK_STREAM)
            SplitUrgent(file.Handle, portions);
        return portions.Count > 0 ? new QueueRecord { OwnerId = file.Id, Portions = [.. portions] } : null;
    }

    /// <summary>
    /// How many bytes can be looked at before an error, such as the peer's end with unread bytes, is told, which is for the program. A stream has it behind the last byte; where
    /// there are messages it comes before the first one, and has to be taken.
    /// </summary>
    private static int BytesBeforeError(Microsoft.Win32.SafeHandles.SafeFileHandle socket, int type)
    {
        if (!Socket.HasError(socket))
            return int.MaxValue;
        var lengthBytes = Ioctl.ReadInt32(socket, Ioctl.FIONREAD);
        if (type == Socket.SOCK_STREAM || lengthBytes == 0)
            return lengthBytes;
        Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_ERROR);
        return int.MaxValue;
    }

    /// <summary>Nothing tells how long a message behind the first one is.</summary>
    private static (SocketMessage.Peeked Message, byte[] Buffer) LookAgain(Microsoft.Win32.SafeHandles.SafeFileHandle socket, SocketMessage.Peeked cut, int offset, byte[] buffer)
    {
        foreach (var descriptor in cut.Descriptors)
            descriptor.Dispose();
        Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, offset);
        return (SocketMessage.Peek(socket, buffer) ?? throw new InvalidOperationException("a message has gone from a queue that nobody reads"), buffer);
    }

    /// <summary>
    /// An urgent byte (unix(7), MSG_OOB) that was not taken yet: a look from the first byte leaves it out, a later one stops before it and then has it first.
    /// A look behind passed descriptors stops too, but then they are there. In line with the others (SO_OOBINLINE) it is the first behind such a stop.
    /// </summary>
    private static void SplitUrgent(Microsoft.Win32.SafeHandles.SafeFileHandle socket, List<QueuePortionRecord> portions)
    {
        var isInLine = Socket.GetInt32(socket, Socket.SOL_SOCKET, SO_OOBINLINE) != 0;
        var place = Ioctl.ReadInt32(socket, Ioctl.SIOCATMARK) != 0 ? 0 : 1 + portions.FindIndex(before => before.PassedOpenFileIds.Length == 0);
        var urgent = !isInLine ? SocketMessage.PeekUrgent(socket) : place < portions.Count && portions[place].Bytes.Length > 0 ? portions[place].Bytes[..1] : [];
        if (urgent.Length == 0)
            return;
        var portion = new QueuePortionRecord { Bytes = urgent, IsUrgent = true, Sender = (portions.ElementAtOrDefault(place) ?? portions.LastOrDefault())?.Sender };
        if ((place > 0 || isInLine) && place < portions.Count)
            portions[place] = portions[place] with { Bytes = portions[place].Bytes[1..] };
        portions.RemoveAll(rest => rest is { Bytes.Length: 0, PassedOpenFileIds.Length: 0 });
        portions.Insert(place, portion);
    }

    /// <summary>For connections nothing at all means the end; only a datagram can be empty.</summary>
    private static bool IsEnd(int type, SocketMessage.Peeked message) => type != Socket.SOCK_DGRAM && message is { LengthBytes: 0, Descriptors.Count: 0 };
}
