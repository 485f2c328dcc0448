using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Looks at all bytes that wait in a TCP socket. Urgent data (tcp(7)) divide them: a look ends before the urgent byte, whose place is the mark, and one that
/// begins there leaves it out, unless the program wants it in line (SO_OOBINLINE).
///
/// | the mark is         | out of line                           | in line                             |
/// |---------------------|---------------------------------------|-------------------------------------|
/// | nowhere             | all bytes                             | all bytes                           |
/// | at the first byte   | urgent byte, if not taken yet, others | first byte is the urgent one, others |
/// | further on          | bytes, urgent byte, if not taken yet, others | bytes, first of the others is urgent, others |
/// </summary>
internal static class TcpPeek
{
    private const int SO_OOBINLINE = 10;

    /// <returns>Stretches of bytes with the urgent byte between them; empty when nothing waits.</returns>
    public static QueuePortionRecord[] Read(OpenFile receiver)
    {
        var socket = receiver.Handle;
        var isInLine = Socket.GetInt32(socket, Socket.SOL_SOCKET, SO_OOBINLINE) != 0;
        var isAtMark = Ioctl.ReadInt32(socket, Ioctl.SIOCATMARK) != 0;
        var buffer = new byte[RoomBytes(socket)];
        // Behind the last byte waits that the connection was reset, which is for the program.
        var isReset = Socket.HasError(socket);
        var first = isReset && Ioctl.ReadInt32(socket, Ioctl.FIONREAD) == 0 ? [] : Look(socket, buffer);
        var others = first.Length == 0 || isAtMark || isReset ? [] : LookBehind(socket, buffer, first.Length);
        var urgent = isInLine ? [] : SocketMessage.PeekUrgent(socket);
        if (isInLine && isAtMark)
            (first, urgent, others) = ([], first[..1], first[1..]);
        else if (isInLine && others.Length > 0)
            (urgent, others) = (others[..1], others[1..]);
        else if (isAtMark)
            (first, others) = ([], first);
        return [.. new[] { (first, false), (urgent, true), (others, false) }.Where(part => part.Item1.Length > 0)
            .Select(part => new QueuePortionRecord { Bytes = part.Item1, IsUrgent = part.Item2 })];
    }

    /// <summary>FIONREAD counts no further than to the mark; the memory that the queue takes is always more than its bytes.</summary>
    private static int RoomBytes(SafeFileHandle socket)
        => Math.Max(Ioctl.ReadInt32(socket, Ioctl.FIONREAD), Socket.GetOption(socket, Socket.SOL_SOCKET, Socket.SO_MEMINFO) is { Length: >= 4 } memory ? BitConverter.ToInt32(memory) : 0) + 1;

    private static byte[] Look(SafeFileHandle socket, byte[] buffer) => buffer[..(SocketMessage.Peek(socket, buffer)?.LengthBytes ?? 0)];

    private static byte[] LookBehind(SafeFileHandle socket, byte[] buffer, int offsetBytes)
    {
        var before = Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF);
        Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, offsetBytes);
        try
        {
            return Look(socket, buffer);
        }
        finally
        {
            Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, before);
        }
    }
}
