using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>recvmsg(2) and sendmsg(2): whole messages with address and descriptors (unix(7), SCM_RIGHTS).</summary>
public static unsafe partial class SocketMessage
{
    /// <summary>SCM_MAX_FD of the kernel: so many descriptors travel with one message at most.</summary>
    internal const int DescriptorsMax = 253;

    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int SCM_CREDENTIALS = 2;
    private const int SCM_PIDFD = 4;
    private const int SOL_UDP = 17;
    private const int UDP_SEGMENT = 103;
    private const int UDP_GRO = 104;
    private const int MSG_OOB = 1;
    private const int MSG_PEEK = 2;
    private const int MSG_TRUNC = 0x20;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int EAGAIN = 11;
    private const int EINVAL = 22;
    private const int EOPNOTSUPP = 95;
    private const int ENOTCONN = 107;
    private const int HeaderBytes = 16;
    private const int ControlBytes = 4096;
    private const int AddressBytes = 128;

    /// <summary>
    /// A message that was looked at: how many bytes went into the buffer, and whether it has more; the sender's address; duplicates of descriptors that travel with it; and who sent it,
    /// where the socket asks for that. Of several UDP datagrams that the kernel hands out as one (UDP_GRO): the size of each but the last; else 0.
    /// </summary>
    public sealed record Peeked(int LengthBytes, byte[] Address, IReadOnlyList<SafeFileHandle> Descriptors, UserCredentials? Sender, bool IsCut, int SegmentBytes);

    /// <summary>Looks at what would be received next, at the offset set by SO_PEEK_OFF if there is one.</summary>
    /// <returns>Null when nothing is there.</returns>
    public static Peeked? Peek(SafeFileHandle socket, Span<byte> into)
    {
        var address = stackalloc byte[AddressBytes];
        var descriptors = new List<SafeFileHandle>();
        var message = new MessageHeader { Name = address, NameLength = AddressBytes };
        fixed (byte* bytes = into)
        {
            var count = Receive(socket, bytes, into.Length, ref message, MSG_PEEK | MSG_DONTWAIT, descriptors, out var sender, out var segmentBytes);
            if (count >= 0)
                return new Peeked((int)count, new Span<byte>(address, (int)message.NameLength).ToArray(), descriptors, sender, (message.Flags & MSG_TRUNC) != 0, segmentBytes);
            // A unix socket that was never connected says EINVAL as a stream, ENOTCONN as a sequence of packets.
            return -count is EAGAIN or EINVAL or ENOTCONN ? null : throw new LinuxException("recvmsg", (int)-count, "a socket's queue");
        }
    }

    /// <summary>The urgent byte, if there is one that was not taken yet and is not in line with the others.</summary>
    public static byte[] PeekUrgent(SafeFileHandle socket)
    {
        byte urgent;
        var vector = new IoVector(&urgent, 1);
        var message = new MessageHeader { Vectors = &vector, VectorCount = 1 };
        return recvmsg(socket, &message, MSG_OOB | MSG_PEEK | MSG_DONTWAIT) switch
        {
            1 => [urgent],
            0 => [],
            _ => Marshal.GetLastPInvokeError() is EAGAIN or EINVAL or EOPNOTSUPP ? [] : throw new LinuxException("recvmsg", Marshal.GetLastPInvokeError(), "urgent data of a socket"),
        };
    }

    /// <summary>Sends without waiting.</summary>
    /// <param name="socket">The sender.</param>
    /// <param name="bytes">The message.</param>
    /// <param name="descriptors">What travels with it.</param>
    /// <param name="address">To whom; empty for the peer.</param>
    /// <param name="isUrgent">Out of band.</param>
    /// <param name="segmentBytes">For UDP: as several datagrams of this size, but the last (UDP_SEGMENT); else 0.</param>
    /// <returns>The number of bytes sent, or the negative errno.</returns>
    public static long TrySend(
        SafeFileHandle socket, ReadOnlySpan<byte> bytes, IReadOnlyList<SafeFileHandle> descriptors, ReadOnlySpan<byte> address, bool isUrgent = false, int segmentBytes = 0)
    {
        var control = stackalloc byte[HeaderBytes + sizeof(long)];
        Span<int> numbers = stackalloc int[descriptors.Count];
        for (var index = 0; index < descriptors.Count; index++)
            numbers[index] = (int)descriptors[index].DangerousGetHandle();
        fixed (byte* start = bytes)
        fixed (byte* name = address)
        {
            var message = new MessageHeader { Name = address.IsEmpty ? null : name, NameLength = (uint)address.Length };
            if (segmentBytes > 0)
            {
                *(long*)control = HeaderBytes + sizeof(ushort);
                ((int*)control)[2] = SOL_UDP;
                ((int*)control)[3] = UDP_SEGMENT;
                *(ushort*)(control + HeaderBytes) = (ushort)segmentBytes;
                message.Control = control;
                message.ControlLength = HeaderBytes + sizeof(long);
            }

            return Send(socket, start, bytes.Length, ref message, MSG_DONTWAIT | (isUrgent ? MSG_OOB : 0), numbers);
        }
    }

    /// <summary>Receives bytes of a stream without waiting.</summary>
    /// <returns>The number of bytes, 0 at the end of the stream, or the negative errno.</returns>
    public static long TryReceive(SafeFileHandle socket, Span<byte> into)
    {
        var descriptors = new List<SafeFileHandle>();
        var message = default(MessageHeader);
        fixed (byte* bytes = into)
            return Receive(socket, bytes, into.Length, ref message, MSG_DONTWAIT, descriptors);
    }

    /// <returns>The number of bytes sent, or the negative errno.</returns>
    internal static long Send(SafeHandle socket, void* bytes, long length, ref MessageHeader message, int flags, ReadOnlySpan<int> descriptors)
    {
        var control = stackalloc byte[ControlBytes];
        var vector = new IoVector(bytes, length);
        message.Vectors = &vector;
        message.VectorCount = 1;
        if (!descriptors.IsEmpty)
        {
            *(long*)control = HeaderBytes + sizeof(int) * descriptors.Length;
            ((int*)control)[2] = SOL_SOCKET;
            ((int*)control)[3] = SCM_RIGHTS;
            descriptors.CopyTo(new Span<int>(control + HeaderBytes, descriptors.Length));
            message.Control = control;
            message.ControlLength = (nuint)((HeaderBytes + sizeof(int) * descriptors.Length + 7) / 8 * 8);
        }
        fixed (MessageHeader* header = &message)
        {
            var count = sendmsg(socket, header, flags | MSG_NOSIGNAL);
            return count < 0 ? -Marshal.GetLastPInvokeError() : count;
        }
    }

    /// <summary>Receives one message; descriptors that came along are added to the list.</summary>
    /// <returns>The number of bytes received, or the negative errno.</returns>
    internal static long Receive(SafeHandle socket, void* bytes, long length, ref MessageHeader message, int flags, List<SafeFileHandle> descriptors)
        => Receive(socket, bytes, length, ref message, flags, descriptors, out _, out _);

    private static long Receive(
        SafeHandle socket, void* bytes, long length, ref MessageHeader message, int flags, List<SafeFileHandle> descriptors, out UserCredentials? sender,
        out int segmentBytes)
    {
        (sender, segmentBytes) = (null, 0);
        var control = stackalloc byte[ControlBytes];
        var vector = new IoVector(bytes, length);
        message.Vectors = &vector;
        message.VectorCount = 1;
        message.Control = control;
        message.ControlLength = ControlBytes;
        fixed (MessageHeader* header = &message)
        {
            var count = recvmsg(socket, header, flags | MSG_CMSG_CLOEXEC);
            if (count < 0)
                return -Marshal.GetLastPInvokeError();
            Adopt(control, (long)message.ControlLength, descriptors, ref sender, ref segmentBytes);
            return count;
        }
    }

    private static void Adopt(byte* control, long lengthBytes, List<SafeFileHandle> descriptors, ref UserCredentials? sender, ref int segmentBytes)
    {
        for (long at = 0; at + HeaderBytes <= lengthBytes;)
        {
            var length = *(long*)(control + at);
            if (length < HeaderBytes)
                break;
            switch (((int*)(control + at))[2], ((int*)(control + at))[3])
            {
                case (SOL_SOCKET, SCM_RIGHTS):
                    for (var index = HeaderBytes; index + sizeof(int) <= length; index += sizeof(int))
                        descriptors.Add(new SafeFileHandle(*(int*)(control + at + index), ownsHandle: true));
                    break;
                case (SOL_SOCKET, SCM_CREDENTIALS):
                    sender = *(UserCredentials*)(control + at + HeaderBytes);
                    break;
                case (SOL_UDP, UDP_GRO):
                    segmentBytes = *(int*)(control + at + HeaderBytes);
                    break;
                case (SOL_SOCKET, SCM_PIDFD):
                    // A descriptor of ours that the receiver's option had made (SO_PASSPIDFD); at the restart it is made of the credentials again.
                    new SafeFileHandle(*(int*)(control + at + HeaderBytes), ownsHandle: true).Dispose();
                    break;
            }
            at += (length + 7) / 8 * 8;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(SafeHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(SafeHandle socket, MessageHeader* message, int flags);

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
