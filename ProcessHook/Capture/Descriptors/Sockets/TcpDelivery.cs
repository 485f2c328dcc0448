using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Whether all that the two ends of a TCP connection have sent is in each other's queues. Sent is not enough: a receiver whose buffer has become smaller than the window
/// that it had announced drops what has been sent into it, and the sender keeps that for another time. What has been acknowledged has arrived; but acknowledgements are
/// delayed, 40 ms and more, so what both ends have counted is looked at as well (tcpi_bytes_acked and tcpi_bytes_received, include/uapi/linux/tcp.h): of the end
/// that has connected, and of that one only, the count of what was acknowledged begins with one for its SYN.
///
/// | unacknowledged    | both ends: acknowledged + unacknowledged - received by the other | all is there                       |
/// |-------------------|------------------------------------------------------------------|------------------------------------|
/// | nothing, by both  |                                                                  | yes                                |
/// | something         | 1                                                                | yes                                |
/// | something         | more, or less (counts of another kind)                           | not yet: ask again in a moment     |
/// </summary>
internal static class TcpDelivery
{
    private const int BytesAckedAt = 120;
    private const int BytesReceivedAt = 128;

    public static bool IsComplete(SafeFileHandle one, SafeFileHandle other)
    {
        var (unacknowledged, unacknowledgedByOther) = (Ioctl.ReadInt32(one, Ioctl.SIOCOUTQ), Ioctl.ReadInt32(other, Ioctl.SIOCOUTQ));
        if (unacknowledged == 0 && unacknowledgedByOther == 0)
            return true;
        var (acked, received) = CountsOf(one);
        var (ackedByOther, receivedByOther) = CountsOf(other);
        return acked + unacknowledged - receivedByOther + (ackedByOther + unacknowledgedByOther - received) == 1;
    }

    private static (long Acked, long Received) CountsOf(SafeFileHandle socket)
        => Socket.GetOption(socket, Socket.IPPROTO_TCP, Socket.TCP_INFO) is { Length: >= BytesReceivedAt + sizeof(long) } information
            ? (MemoryMarshal.Read<long>(information.AsSpan(BytesAckedAt)), MemoryMarshal.Read<long>(information.AsSpan(BytesReceivedAt)))
            : (0, 0);
}
