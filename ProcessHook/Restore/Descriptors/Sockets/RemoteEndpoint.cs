using System.Diagnostics;
using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>The end, on this host, of a TCP connection whose other end comes back on another one. It is made here and given to its husk when it is connected.</summary>
internal sealed class RemoteEndpoint(HuskDescriptors husk, InternetSocketRecord socket) : IDisposable
{
    private const byte TCP_ESTABLISHED = 1;

    /// <summary>As long an address is asked for that a connection of before may still block.</summary>
    private static readonly TimeSpan PatienceForAddress = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private long begin;
    private SafeFileHandle? attempt;
    private TimeSpan nextTryAt;
    private int lastError;

    public HuskDescriptors Husk => husk;

    public InternetSocketRecord Socket => socket;

    /// <summary>Null until it is connected.</summary>
    public SafeFileHandle? Connected { get; private set; }

    /// <summary>Why it is not connected yet, as far as known.</summary>
    public string LastError => lastError == 0 ? "no answer" : LinuxException.Describe(lastError);

    /// <summary>Goes on connecting; to be called until <see cref="Connected"/>.</summary>
    public void GoOn(ConnectionOffer offer)
    {
        if (begin == 0)
            begin = Stopwatch.GetTimestamp();
        var elapsed = Stopwatch.GetElapsedTime(begin);
        if (attempt is null && elapsed >= nextTryAt)
            Try(InternetAddress.OfFamily(IPEndPoint.Parse(offer.Address), socket.Family), asBefore: elapsed < PatienceForAddress);
        if (attempt is null)
            return;
        lastError = Linux.Socket.GetInt32(attempt, Linux.Socket.SOL_SOCKET, Linux.Socket.SO_ERROR);
        if (lastError != 0)
            GiveUpTry();
        else if (Linux.Socket.GetOption(attempt, Linux.Socket.IPPROTO_TCP, Linux.Socket.TCP_INFO) is [TCP_ESTABLISHED, ..])
            Introduce(offer.Token);
    }

    public void Take(SafeFileHandle accepted) => Connected = accepted;

    /// <summary>Gives the husk its descriptor of it.</summary>
    public void Hand()
    {
        var number = husk.Member.Server.SendDescriptors(Connected!)[0];
        husk.Begin();
        husk.Keep(socket.OpenFileId, number, SocketMaking.What(socket));
        husk.Send();
    }

    public void Dispose()
    {
        attempt?.Dispose();
        Connected?.Dispose();
        (attempt, Connected) = (null, null);
    }

    private int Port => InternetAddress.Parse(socket.LocalAddress).Port;

    private void Try(byte[] to, bool asBefore)
    {
        attempt = Linux.Socket.Create(socket.Family, Linux.Socket.SOCK_STREAM | Linux.Socket.SOCK_NONBLOCK, Linux.Socket.IPPROTO_TCP);
        lastError = asBefore && TcpRestore.IsOurs(socket) ? BindAsBefore(attempt) : 0;
        if (lastError == 0)
            lastError = SocketConnection.TryConnect(attempt, to);
        if (asBefore && PortRange.CanGive(Port))
        {
            Linux.Socket.SetOption(attempt, TcpConnecting.IPPROTO_IP, PortRange.IP_LOCAL_PORT_RANGE, 0);
            Linux.Socket.SetOption(attempt, TcpConnecting.IPPROTO_IP, PortRange.IP_BIND_ADDRESS_NO_PORT, 0);
        }

        if (lastError is 0 or TcpConnecting.EINPROGRESS)
            lastError = 0;
        else
            GiveUpTry();
    }

    /// <summary>The old port is asked for like <see cref="TcpConnecting"/> does.</summary>
    private int BindAsBefore(SafeFileHandle handle)
    {
        Linux.Socket.SetOption(handle, Linux.Socket.SOL_SOCKET, TcpConnecting.SO_REUSEADDR, 1);
        var wanted = (byte[])socket.LocalAddress.Clone();
        if (PortRange.CanGive(Port))
        {
            (wanted[2], wanted[3]) = (0, 0);
            Linux.Socket.SetOption(handle, TcpConnecting.IPPROTO_IP, PortRange.IP_BIND_ADDRESS_NO_PORT, 1);
            Linux.Socket.SetOption(handle, TcpConnecting.IPPROTO_IP, PortRange.IP_LOCAL_PORT_RANGE, Port | Port << 16);
        }

        return Linux.Socket.TryBind(handle, wanted);
    }

    private void GiveUpTry()
    {
        attempt!.Dispose();
        attempt = null;
        nextTryAt = Stopwatch.GetElapsedTime(begin) + BetweenTries;
    }

    private void Introduce(byte[] token)
    {
        if (SocketMessage.TrySend(attempt!, token, [], []) != token.Length)
        {
            GiveUpTry();
            return;
        }

        (Connected, attempt) = (attempt, null);
    }
}
