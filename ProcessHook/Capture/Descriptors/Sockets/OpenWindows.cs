using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>
/// Keeps the queues of sockets open to what their peers on other hosts have still to send, until disposed. Who sends there waits for the acknowledgement of it all; the kernel
/// may delay that, and opens a window that was laid out for a small buffer in small steps, so both are asked for again and again.
/// </summary>
internal sealed class OpenWindows : IDisposable
{
    private const int TCP_QUICKACK = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly List<SafeFileHandle> sockets = [];
    private readonly List<(ReceiveWindow Window, long LengthBytes)> windows = [];
    private readonly ManualResetEventSlim end = new();
    private Thread? announcer;

    /// <param name="socket">It stays the caller's.</param>
    /// <param name="lengthBytes">What its peer has still to send; 0 where its window need not be opened.</param>
    public void Add(SafeFileHandle socket, long lengthBytes)
    {
        sockets.Add(socket);
        if (lengthBytes > 0)
            windows.Add((new ReceiveWindow(socket, lengthBytes), lengthBytes));
    }

    /// <summary>To be called when all have been added.</summary>
    public void Begin()
    {
        if (sockets.Count == 0)
            return;
        announcer = new Thread(Announce) { IsBackground = true, Name = "windows" };
        announcer.Start();
    }

    public void Dispose()
    {
        end.Set();
        announcer?.Join();
        foreach (var (window, _) in windows)
            window.Dispose();
        windows.Clear();
        sockets.Clear();
        end.Dispose();
    }

    /// <summary>How much of it has come nobody tells; small packets may have taken more of the room than they bring.</summary>
    private static void Open(ReceiveWindow window, long lengthBytes)
    {
        if (window.IsAtLimit || window.IsOpenFor(lengthBytes))
            window.Announce();
        else
            window.Enlarge(lengthBytes);
    }

    private void Announce()
    {
        do
        {
            foreach (var socket in sockets)
                Socket.TrySetOption(socket, Socket.IPPROTO_TCP, TCP_QUICKACK, BitConverter.GetBytes(1));
            foreach (var (window, lengthBytes) in windows)
                Open(window, lengthBytes);
        }
        while (!end.Wait(Interval));
    }
}
