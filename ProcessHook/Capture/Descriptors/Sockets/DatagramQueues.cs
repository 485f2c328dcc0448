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
            var portions = IsEmpty(file.Handle) ? [] : Read(file, buffer, context);
            if (portions.Any(portion => !IsOfThisHost(portion.SenderAddress)))
                context.Note(file, "datagrams from other hosts that wait to be read will be missing after a restart");
            if (portions.Count > 0)
                queues.Add(new QueueRecord { OwnerId = file.Id, Portions = [.. portions] });
        }
        return queues;
    }

    /// <summary>Who waits for nothing is not looked at: an error that an earlier datagram met is told to whoever asks first, and that is for the program.</summary>
    private static bool IsEmpty(SafeFileHandle socket)
        => Socket.GetOption(socket, Socket.SOL_SOCKET, Socket.SO_MEMINFO) is { Length: >= sizeof(int) } memory && BitConverter.ToInt32(memory) == 0;

    private static List<QueuePortionRecord> Read(OpenFile file, byte[] buffer, CaptureContext context)
    {
        var socket = file.Handle;
        var portions = new List<QueuePortionRecord>();
        var offset = Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF);
        Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, PeekFromHead);
        try
        {
            TakeError(file, context);
            while (SocketMessage.Peek(socket, buffer) is { } datagram)
            {
                MessageCount.Check(file, portions.Count);
                portions.Add(new QueuePortionRecord { Bytes = buffer[..datagram.LengthBytes], SenderAddress = datagram.Address });
            }
        }
        finally
        {
            Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, offset);
        }
        return portions;
    }

    /// <summary>An error comes before what waits, and is told once only.</summary>
    private static void TakeError(OpenFile file, CaptureContext context)
    {
        if (Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_ERROR) is not 0 and var errno)
            context.Note(file, $"the program will not be told any more that a datagram of its own met an error ({LinuxException.Describe(errno)})");
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
