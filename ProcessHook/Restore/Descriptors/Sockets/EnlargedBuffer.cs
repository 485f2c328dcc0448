using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Gives a socket's buffer room for what comes back, until disposed: that may have come when the program had a larger one, or where the system's own was larger. What is in it by then
/// stays in it.
/// </summary>
internal sealed class EnlargedBuffer : IDisposable
{
    private const int BytesMost = 1 << 29;

    /// <summary>No message takes more memory of its buffer than this and twice its length.</summary>
    private const int MessageBytes = 2048;

    private readonly SafeFileHandle socket;
    private readonly int name;
    private readonly int locks;
    private readonly int bytes;

    /// <param name="socket">It stays the caller's.</param>
    /// <param name="name">SO_SNDBUF or SO_RCVBUF.</param>
    /// <param name="wantedBytes">The memory that is needed at most.</param>
    public EnlargedBuffer(SafeFileHandle socket, int name, long wantedBytes)
    {
        (this.socket, this.name) = (socket, name);
        locks = Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_BUF_LOCK);
        bytes = BufferSize.Get(socket, name);
        BufferSize.Enlarge(socket, name, (int)Math.Min(BytesMost, wantedBytes));
    }

    /// <summary>The memory that a message, or a piece of a stream, takes at most.</summary>
    public static long MemoryOf(long lengthBytes) => MessageBytes + 2 * lengthBytes;

    public void Dispose()
    {
        if (BufferSize.Get(socket, name) == bytes)
            return;
        BufferSize.TrySet(socket, name, bytes);
        Socket.SetOption(socket, Socket.SOL_SOCKET, Socket.SO_BUF_LOCK, locks);
    }
}
