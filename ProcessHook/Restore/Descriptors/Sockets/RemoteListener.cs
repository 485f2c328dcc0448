using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>A socket, the image's or one for the moment, to which the other ends of connections come from other hosts. Who comes shows a token.</summary>
internal sealed class RemoteListener : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly List<SafeFileHandle> unknown = [];

    private RemoteListener(SafeFileHandle handle, string address)
    {
        this.handle = handle;
        Address = address;
    }

    /// <summary>Under which the other hosts reach it.</summary>
    public string Address { get; }

    /// <summary>The image's own, a duplicate of which is given.</summary>
    public static RemoteListener Of(SafeFileHandle listening, InternetSocketRecord end, IPAddress ownAddress)
    {
        var bound = InternetAddress.Parse(Socket.LocalAddress(listening));
        var isAny = IPAddress.Any.Equals(bound.Address) || IPAddress.IPv6Any.Equals(bound.Address);
        var address = !isAny ? bound.Address : TcpRestore.IsOurs(end) ? InternetAddress.Parse(end.LocalAddress).Address : ownAddress;
        return new RemoteListener(listening, new IPEndPoint(address, bound.Port).ToString());
    }

    /// <summary>One for the moment: at the old address where that is there and free, else anywhere.</summary>
    /// <returns>Null when nothing can listen.</returns>
    public static RemoteListener? For(InternetSocketRecord end, IPAddress ownAddress)
        => (TcpRestore.IsOurs(end) ? Listen(end.Family, end.LocalAddress) : null) ?? Listen(end.Family, InternetAddress.OfFamily(new IPEndPoint(ownAddress, 0), end.Family));

    /// <summary>Whoever has come and shown a token, with it.</summary>
    public IEnumerable<(byte[] Token, SafeFileHandle Accepted)> Arrivals(int tokenBytes)
    {
        while (SocketConnection.TryAccept(handle) is { } accepted)
            unknown.Add(accepted);
        var arrived = new List<(byte[], SafeFileHandle)>();
        foreach (var accepted in unknown.Where(accepted => Ioctl.ReadInt32(accepted, Ioctl.FIONREAD) >= tokenBytes).ToArray())
        {
            unknown.Remove(accepted);
            var token = new byte[tokenBytes];
            if (SocketMessage.TryReceive(accepted, token) == tokenBytes)
                arrived.Add((token, accepted));
            else
                accepted.Dispose();
        }

        return arrived;
    }

    public void Dispose()
    {
        unknown.ForEach(accepted => accepted.Dispose());
        handle.Dispose();
    }

    private static RemoteListener? Listen(int family, byte[] address)
    {
        var handle = Socket.Create(family, Socket.SOCK_STREAM | Socket.SOCK_NONBLOCK, Socket.IPPROTO_TCP);
        Socket.SetOption(handle, Socket.SOL_SOCKET, TcpConnecting.SO_REUSEADDR, 1);
        if (Socket.TryBind(handle, address) == 0 && SocketConnection.TryListen(handle, 1) == 0)
            return new RemoteListener(handle, InternetAddress.Parse(Socket.LocalAddress(handle)).ToString());
        handle.Dispose();
        return null;
    }
}
