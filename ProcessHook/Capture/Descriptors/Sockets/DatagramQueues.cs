using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Looks at the datagrams that wait in UDP sockets, each with the address it came from. They can be sent again from a member's socket of that address, or from an
/// address of this host that is free by then; what came from elsewhere cannot, and UDP lets it be lost.
/// </summary>
internal static class DatagramQueues
{
    private const int DatagramBytesMost = 1 << 16;
    private const int PeekFromHead = 0;

    public static List<QueueRecord> Read(IReadOnlyDictionary<ulong, OpenFileRecord> records, CaptureContext context)
    {
        var queues = new List<QueueRecord>();
        var buffer = new byte[DatagramBytesMost];
        foreach (var file in context.Files)
        {
            if (records.GetValueOrDefault(file.Id) is not InternetSocketRecord { Protocol: Socket.IPPROTO_UDP })
                continue;
            var portions = Read(file.Handle, buffer);
            if (portions.Any(portion => !IsOfThisHost(portion.SenderAddress)))
                context.Note(file, "datagrams from other hosts that wait to be read will be missing after a restart");
            if (portions.Count > 0)
                queues.Add(new QueueRecord { OwnerId = file.Id, Portions = [.. portions] });
        }
        return queues;
    }

    private static List<QueuePortionRecord> Read(SafeFileHandle socket, byte[] buffer)
    {
        var portions = new List<QueuePortionRecord>();
        var offset = Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF);
        Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, PeekFromHead);
        try
        {
            while (SocketMessage.Peek(socket, buffer) is { } datagram)
                portions.Add(new QueuePortionRecord { Bytes = buffer[..datagram.LengthBytes], SenderAddress = datagram.Address });
        }
        finally
        {
            Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, offset);
        }
        return portions;
    }

    private static bool IsOfThisHost(byte[] address)
    {
        var from = TcpPairing.Plain(InternetAddress.Parse(address));
        if (IPAddress.IsLoopback(from.Address))
            return true;
        using var probe = Socket.Create(BitConverter.ToUInt16(address), Socket.SOCK_DGRAM, 0);
        var anyPort = (byte[])address.Clone();
        (anyPort[2], anyPort[3]) = (0, 0);
        return Socket.TryBind(probe, anyPort) == 0;
    }
}
