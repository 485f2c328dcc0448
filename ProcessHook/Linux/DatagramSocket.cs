using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>Messages to and from a peer that is waited for, on a unix socket of type SEQPACKET; a signal to this process does not disturb them.</summary>
internal static unsafe class DatagramSocket
{
    public const int DESCRIPTORS_MAX = SocketMessage.DescriptorsMax;

    private const int EINTR = 4;

    /// <returns>The number of bytes sent, or the negative errno.</returns>
    public static long TrySend(SafeHandle socket, void* bytes, long length, ReadOnlySpan<int> descriptors)
    {
        long result;
        do
        {
            var message = new SocketMessage.MessageHeader();
            result = SocketMessage.Send(socket, bytes, length, ref message, 0, descriptors);
        }
        while (result == -EINTR);
        return result;
    }

    /// <returns>The number of bytes received, 0 at the end, or the negative errno. Descriptors that came along are appended to the list, or closed where there is none.</returns>
    public static long TryReceive(SafeHandle socket, void* bytes, long length, List<SafeFileHandle>? descriptors)
    {
        var received = descriptors ?? [];
        long result;
        do
        {
            var message = new SocketMessage.MessageHeader();
            result = SocketMessage.Receive(socket, bytes, length, ref message, 0, received);
        }
        while (result == -EINTR);
        if (descriptors is null)
            received.ForEach(unwanted => unwanted.Dispose());
        return result;
    }
}
