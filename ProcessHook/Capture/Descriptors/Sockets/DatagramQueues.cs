using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Looks at the datagrams that wait in UDP sockets, each with the address it came from. They can be sent again from a member's socket of that address, here or on another host, or from an
/// address of this host that is free by then; what came from elsewhere cannot, and UDP lets it be lost.
/// </summary>
internal static class DatagramQueues
{
    private const int DatagramBytesMost = 1 << 16;
    private const int PeekFromHead = 0;

    public static List<QueueRecord> Read(IReadOnlyDictionary<ulong, OpenFileRecord> records, CaptureContext context, MetObstacles met)
    {
        var queues = new List<QueueRecord>();
        var buffer = new byte[DatagramBytesMost];
        foreach (var file in context.Files)
        {
            if (records.GetValueOrDefault(file.Id) is not InternetSocketRecord { Protocol: Socket.IPPROTO_UDP })
                continue;
            var portions = IsEmpty(file.Handle) ? [] : met.Try(() => Read(file, buffer, context)) ?? [];
            // Each address is asked for once: everybody stands still.
            if (portions.DistinctBy(portion => InternetAddress.Text(portion.SenderAddress)).Any(portion => !InternetAddress.IsOfThisHost(portion.SenderAddress)))
                context.Note(file, "datagrams from other hosts that wait to be read will be missing after a restart, unless who sent them is a member and comes back where it was");
            if (portions.Count > 0)
                queues.Add(new QueueRecord { OwnerId = file.Id, Portions = [.. portions] });
        }
        return queues;
    }

    /// <summary>Who waits for nothing is not looked at: an error that an earlier datagram met is told to whoever asks first, and that is for the program.</summary>
    private static bool IsEmpty(SafeFileHandle socket)
        => Socket.GetOption(socket, Socket.SOL_SOCKET, Socket.SO_MEMINFO) is { Length: >= sizeof(int) } memory && BitConverter.ToInt32(memory) == 0;

    /// <summary>How many there are.</summary>
    public static int Count(SafeFileHandle socket) => FromHead(socket, () =>
    {
        var buffer = new byte[DatagramBytesMost];
        var count = 0;
        while (SocketMessage.Peek(socket, buffer) is not null)
            count++;
        return count;
    });

    private static List<QueuePortionRecord> Read(OpenFile file, byte[] buffer, CaptureContext context) => FromHead(file.Handle, () =>
    {
        var portions = new List<QueuePortionRecord>();
        TakeError(file, context);
        while (SocketMessage.Peek(file.Handle, buffer) is { } datagram)
        {
            MessageCount.Check(file, portions.Count);
            portions.Add(new QueuePortionRecord { Bytes = buffer[..datagram.LengthBytes], SenderAddress = datagram.Address, SegmentBytes = datagram.SegmentBytes });
        }
        return portions;
    });

    /// <summary>Each look is at the next one, from the first on.</summary>
    private static T FromHead<T>(SafeFileHandle socket, Func<T> look)
    {
        var offset = Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF);
        Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, PeekFromHead);
        try
        {
            return look();
        }
        finally
        {
            Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_PEEK_OFF, offset);
        }
    }

    /// <summary>An error comes before what waits, and is told once only.</summary>
    private static void TakeError(OpenFile file, CaptureContext context)
    {
        if (Socket.GetInt32(file.Handle, Socket.SOL_SOCKET, Socket.SO_ERROR) is not 0 and var errno)
            context.Note(file, $"the program will not be told any more that a datagram of its own met an error ({LinuxException.Describe(errno)})");
    }
}
