using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>sock_diag(7), UNIX_DIAG: what the kernel knows of the unix sockets of our network namespace.</summary>
public static unsafe partial class UnixDiagnostics
{
    private const int NETLINK_SOCK_DIAG = 4;
    private const ushort SOCK_DIAG_BY_FAMILY = 20;
    private const ushort NLMSG_ERROR = 2;
    private const ushort NLMSG_DONE = 3;
    private const ushort RequestDump = 0x301;
    private const uint ShowNamePlacePeerQueue = 0x1F;
    private const int BufferBytes = 1 << 16;
    private const int HeaderBytes = 16;

    /// <summary>One socket.</summary>
    /// <param name="Inode">The number in <c>socket:[NUMBER]</c>.</param>
    /// <param name="IsConnected">Whether it has, or had, a connection (TCP_ESTABLISHED).</param>
    /// <param name="PeerInode">0 when it has no peer, or one that nobody holds.</param>
    /// <param name="PendingInodes">For a listening one, the sockets that await acceptance, oldest first.</param>
    /// <param name="Backlog">For a listening one, listen(2)'s argument.</param>
    /// <param name="Shutdown">1 receiving, 2 sending.</param>
    /// <param name="PathInode">The inode of the path it is bound to; 0 for none.</param>
    /// <param name="Name">What it is bound to.</param>
    public sealed record Entry(uint Inode, bool IsConnected, uint PeerInode, uint[] PendingInodes, int Backlog, int Shutdown, uint PathInode, byte[] Name);

    /// <summary>All of them, by inode.</summary>
    public static IReadOnlyDictionary<uint, Entry> Read()
    {
        using var netlink = Socket.Create(Socket.AF_NETLINK, 3, NETLINK_SOCK_DIAG);
        var request = stackalloc uint[10];
        request[0] = 40;
        request[1] = SOCK_DIAG_BY_FAMILY | (uint)RequestDump << 16;
        request[4] = Socket.AF_UNIX;
        request[5] = uint.MaxValue;
        request[7] = ShowNamePlacePeerQueue;
        if (send(netlink, request, 40, 0) < 0)
            throw new LinuxException("send", Marshal.GetLastPInvokeError(), "sock_diag");
        var entries = new Dictionary<uint, Entry>();
        var buffer = (byte*)NativeMemory.Alloc(BufferBytes);
        try
        {
            while (ReadSome(netlink, buffer, entries))
                continue;
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
        return entries;
    }

    /// <returns>False when that was the last.</returns>
    private static bool ReadSome(SafeFileHandle netlink, byte* buffer, Dictionary<uint, Entry> entries)
    {
        var count = recv(netlink, buffer, BufferBytes, 0);
        if (count < 0)
            throw new LinuxException("recv", Marshal.GetLastPInvokeError(), "sock_diag");
        for (var at = 0; at + HeaderBytes <= count;)
        {
            var length = *(int*)(buffer + at);
            var type = *(ushort*)(buffer + at + 4);
            if (type == NLMSG_DONE)
                return false;
            if (type == NLMSG_ERROR)
                throw new LinuxException("sock_diag", -*(int*)(buffer + at + HeaderBytes), "unix sockets");
            var entry = Parse(new ReadOnlySpan<byte>(buffer + at + HeaderBytes, length - HeaderBytes));
            entries[entry.Inode] = entry;
            at += (length + 3) / 4 * 4;
        }
        return true;
    }

    /// <summary><c>struct unix_diag_msg</c> (16 bytes: family, type, state, pad, inode, cookie), then attributes (linux/unix_diag.h).</summary>
    private static Entry Parse(ReadOnlySpan<byte> message)
    {
        var entry = new Entry(MemoryMarshal.Read<uint>(message[4..]), message[2] == 1, 0, [], 0, 0, 0, []);
        for (var rest = message[16..]; rest.Length >= 4;)
        {
            var length = MemoryMarshal.Read<ushort>(rest);
            var value = rest[4..length];
            entry = MemoryMarshal.Read<ushort>(rest[2..]) switch
            {
                0 => entry with { Name = value.ToArray() },
                1 => entry with { PathInode = MemoryMarshal.Read<uint>(value) },
                2 => entry with { PeerInode = MemoryMarshal.Read<uint>(value) },
                3 => entry with { PendingInodes = MemoryMarshal.Cast<byte, uint>(value).ToArray() },
                4 => entry with { Backlog = MemoryMarshal.Read<int>(value[4..]) },
                6 => entry with { Shutdown = value[0] },
                _ => entry,
            };
            rest = rest[Math.Min(rest.Length, (length + 3) / 4 * 4)..];
        }
        return entry;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeHandle socket, void* bytes, nuint lengthBytes, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeHandle socket, void* bytes, nuint lengthBytes, int flags);
}
