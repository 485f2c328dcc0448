using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Lets a TCP socket's queue take all that its peer has still to send, whatever the program or the system allowed it, and without a privilege. SO_RCVBUF reaches
/// net.core.rmem_max (and any size for root); a low-water mark, SO_RCVLOWAT, makes the kernel enlarge the buffer up to net.ipv4.tcp_rmem (net/ipv4/tcp.c, tcp_set_rcvlowat), once
/// SO_BUF_LOCK is off; TCP_WINDOW_CLAMP opens windows that were laid out for a small buffer. A look at the first byte has the kernel tell the sender at once,
/// which else would learn it from its next probe. All sizes are put back at the end: were they kept, the program would fill the larger buffer,
/// the next checkpoint enlarge it again, and so on to the limit.
/// </summary>
internal sealed class ReceiveWindow : IDisposable
{
    private const int SO_RCVLOWAT = 18;
    private const int TCP_WINDOW_CLAMP = 10;
    private const int SOCK_RCVBUF_LOCK = 2;
    private const int BytesMost = 1 << 28;

    /// <summary>A packet over loopback, and what it costs.</summary>
    private const int BytesSpare = 1 << 17;

    /// <summary>Twice what <c>__tcp_select_window</c> asks for.</summary>
    private const int LeastPart = 8;

    private readonly SafeFileHandle socket;
    private readonly int locks;
    private readonly int bufferBytes;
    private readonly int lowBytes;
    private readonly int clampBytes;

    /// <param name="socket">The receiver.</param>
    /// <param name="lengthBytes">What its queue shall be able to take beside what it holds.</param>
    public ReceiveWindow(SafeFileHandle socket, long lengthBytes)
    {
        this.socket = socket;
        locks = Get(Socket.SO_BUF_LOCK);
        bufferBytes = Get(Socket.SO_RCVBUF);
        lowBytes = Get(SO_RCVLOWAT);
        clampBytes = Socket.GetInt32(socket, Socket.IPPROTO_TCP, TCP_WINDOW_CLAMP);
        Enlarge(lengthBytes);
    }

    /// <summary>Whether the last attempt to make it larger was in vain.</summary>
    public bool IsAtLimit { get; private set; }

    /// <summary>Makes more room. Packets cost the buffer what they bring twice, as a rule; very small ones many times, so that this may have to be done again.</summary>
    /// <param name="lengthBytes">What has still to come.</param>
    public void Enlarge(long lengthBytes)
    {
        var before = Get(Socket.SO_RCVBUF);
        var wanted = (int)Math.Min(BytesMost, (UsedBytes + 2 * lengthBytes + BytesSpare) * (LeastPart + 1) / (LeastPart - 1));
        UnlockReceive();
        Set(SO_RCVLOWAT, wanted);
        Set(SO_RCVLOWAT, lowBytes);
        BufferSize.Enlarge(socket, Socket.SO_RCVBUF, wanted);
        UnlockReceive();
        var now = Get(Socket.SO_RCVBUF);
        Socket.SetOption(socket, Socket.IPPROTO_TCP, TCP_WINDOW_CLAMP, Math.Max(clampBytes, now));
        IsAtLimit = now <= before && now < wanted;
        Announce();
    }

    /// <summary>Has the kernel tell the sender how much there is room for (net/ipv4/tcp.c, tcp_cleanup_rbuf).</summary>
    public void Announce()
    {
        Span<byte> first = stackalloc byte[1];
        SocketMessage.Peek(socket, first);
    }

    /// <summary>Whether the queue has memory for that many bytes more.</summary>
    public bool Fits(long lengthBytes) => FreeBytes >= lengthBytes;

    /// <summary>
    /// Whether the kernel tells the sender that they fit. It tells of no room at all where less than a sixteenth of the buffer is free, or less than a packet
    /// (net/ipv4/tcp_output.c, __tcp_select_window).
    /// </summary>
    public bool IsOpenFor(long lengthBytes) => FreeBytes >= Math.Max(Math.Max(lengthBytes, BytesSpare), Get(Socket.SO_RCVBUF) / LeastPart);

    private long FreeBytes => Get(Socket.SO_RCVBUF) - UsedBytes;

    /// <summary>The memory that the queue takes, which for small packets is a multiple of their bytes.</summary>
    private long UsedBytes => Socket.GetOption(socket, Socket.SOL_SOCKET, Socket.SO_MEMINFO) is { Length: >= sizeof(int) } memory ? BitConverter.ToInt32(memory) : 0;

    /// <summary>A queue may hold more than its buffer has room for; it takes no more until it has been read. What the kernel has adapted beyond what may be set stays.</summary>
    public void Dispose()
    {
        if (BufferSize.TrySet(socket, Socket.SO_RCVBUF, bufferBytes))
            Socket.SetOption(socket, Socket.IPPROTO_TCP, TCP_WINDOW_CLAMP, clampBytes);
        Set(Socket.SO_BUF_LOCK, locks);
    }

    public override string ToString() => $"{UsedBytes} of {Get(Socket.SO_RCVBUF)} bytes taken";

    /// <summary>The lock of the other direction stays: without it, each acknowledgement would enlarge the send buffer, and nobody would make it smaller again.</summary>
    private void UnlockReceive() => Set(Socket.SO_BUF_LOCK, locks & ~SOCK_RCVBUF_LOCK);

    private int Get(int option) => Socket.GetInt32(socket, Socket.SOL_SOCKET, option);

    private void Set(int option, int value) => Socket.SetOption(socket, Socket.SOL_SOCKET, option, value);
}
