using System.Diagnostics;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Connects TCP sockets again, with the addresses that they had: one end listens (by the listening socket of the image that the connection came
/// through, or by one made for the moment), the other binds its old address and connects. All that with SO_REUSEADDR, which is put back afterwards.
/// </summary>
internal sealed class TcpRestore(IReadOnlyList<HuskDescriptors> husks, DescriptorRestoreOptions options)
{
    internal const int SO_REUSEADDR = 2;
    internal const int EINPROGRESS = 115;
    internal const int EADDRINUSE = 98;
    internal const int EADDRNOTAVAIL = 99;
    internal const int IPPROTO_IP = 0;
    internal const int IP_BIND_ADDRESS_NO_PORT = 24;
    internal const int IP_LOCAL_PORT_RANGE = 51;
    private const int IPV6_V6ONLY = 26;
    private const int IPPROTO_IPV6 = 41;
    internal const int EAGAIN = 11;
    private const int AddressBytes = 28;
    private const ulong Moment = 1UL << 62;

    /// <summary>A connection of the same addresses that was closed lately blocks them, on this host for a second (tcp_tw_reuse in ip-sysctl).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private readonly Dictionary<ulong, (HuskDescriptors Husk, InternetSocketRecord Socket)> sockets = husks
        .SelectMany(husk => husk.Member.Record.OpenFiles.OfType<InternetSocketRecord>().Where(socket => socket.Protocol == Socket.IPPROTO_TCP).Select(socket => (husk, socket)))
        .ToDictionary(pair => pair.socket.OpenFileId);

    private List<(HuskDescriptors Husk, InternetSocketRecord Socket)>? listening;

    /// <summary>Connects those whose peers come back here, and those whose peers are gone.</summary>
    public void Connect()
    {
        foreach (var (husk, socket) in sockets.Values)
        {
            if (socket.State == SocketState.PeerGone)
                PlayGonePeer(husk, socket);
            else if (socket.State == SocketState.Connected && !options.IsElsewhere(socket) && socket.OpenFileId < socket.PeerOpenFileId)
                Join((husk, socket), sockets[socket.PeerOpenFileId]);
        }
    }

    /// <summary>Connects those that nobody has accepted yet. To be called when all others are connected: whoever accepts these takes what waits.</summary>
    public void Queue()
    {
        foreach (var (husk, socket) in sockets.Values.Where(pair => pair.Socket.State == SocketState.AwaitingAccept))
            StartConnecting(husk, socket, socket.LocalAddress, socket.PeerAddress);
    }

    /// <summary>Ends the directions that had ended, and closes peers that are gone. To be called when the queues are full again.</summary>
    /// <param name="elsewhere">Those whose peers are on other hosts, or those that have them here.</param>
    public void Finish(bool elsewhere)
    {
        foreach (var (husk, socket) in sockets.Values.Where(pair => options.IsElsewhere(pair.Socket) == elsewhere))
        {
            if (socket.State is not (SocketState.Connected or SocketState.PeerGone))
                continue;
            // IPV6_V6ONLY comes with the address, and SO_REUSEADDR was lent.
            var wanted = socket.Options.Where(option => (option.Level, option.Name) != (IPPROTO_IPV6, IPV6_V6ONLY)).ToList();
            if (!wanted.Any(option => (option.Level, option.Name) == (Socket.SOL_SOCKET, SO_REUSEADDR)))
                wanted.Add(new SocketOptionRecord { Level = Socket.SOL_SOCKET, Name = SO_REUSEADDR, Value = new byte[sizeof(int)] });
            SocketMaking.SetOptions(husk, socket.OpenFileId, wanted, SocketMaking.What(socket));
            if (socket.Shutdown != 0)
            {
                husk.Begin();
                husk.Add(SocketMaking.What(socket), SystemCall.shutdown, husk.NumberOf(socket.OpenFileId), socket.Shutdown - 1);
            }
            if (socket.State == SocketState.PeerGone)
                husk.Forget(UnixConnections.GhostOf(socket.OpenFileId));
        }
        foreach (var husk in husks)
            husk.Send();
    }

    private void Join((HuskDescriptors Husk, InternetSocketRecord Socket) one, (HuskDescriptors Husk, InternetSocketRecord Socket) other)
    {
        var (server, client) = ListenerFor(other.Socket) is not null ? (other, one) : (one, other);
        var isHere = IsOurs(server.Socket) && IsOurs(client.Socket);
        if (isHere && ListenerFor(server.Socket) is { } listener)
        {
            Connect(client, server.Socket, client.Socket.LocalAddress, server.Socket.LocalAddress, (listener.Husk, listener.Socket.OpenFileId));
            return;
        }
        // An address that one end had may still be blocked by the connection that was closed; the other end's then is not.
        if (isHere && TryListen(server, server.Socket.LocalAddress) is { } address)
            ConnectTo(client, server, client.Socket.LocalAddress, address);
        else if (isHere && TryListen(client, client.Socket.LocalAddress) is { } reversed)
            ConnectTo(server, client, server.Socket.LocalAddress, reversed);
        else if (TryListen(server, Loopback(server.Socket.Family)) is { } standIn)
            ConnectTo(client, server, [], standIn);
        else
            server.Husk.Fail($"{SocketMaking.What(server.Socket)}: nothing can listen for its peer");
    }

    /// <summary>Connects by the socket that <see cref="TryListen"/> made, which then has done its duty.</summary>
    private static void ConnectTo((HuskDescriptors Husk, InternetSocketRecord Socket) client, (HuskDescriptors Husk, InternetSocketRecord Socket) server, byte[] from, byte[] to)
    {
        var momentary = server.Socket.OpenFileId | Moment;
        Connect(client, server.Socket, from, to, (server.Husk, momentary));
        server.Husk.Forget(momentary);
        server.Husk.Send();
    }

    /// <summary>Connects and accepts, until the addresses are free.</summary>
    private static void Connect((HuskDescriptors Husk, InternetSocketRecord Socket) client, InternetSocketRecord server, byte[] from, byte[] to, (HuskDescriptors Husk, ulong Id) listener)
    {
        var begin = Stopwatch.GetTimestamp();
        while (StartConnecting(client.Husk, client.Socket, from, to) is -EADDRNOTAVAIL or -EADDRINUSE && Stopwatch.GetElapsedTime(begin) < Patience)
            Thread.Sleep(20);
        if (!client.Husk.Has(client.Socket.OpenFileId))
        {
            // Better a connection with another port than none.
            from = [];
            StartConnecting(client.Husk, client.Socket, from, to);
        }
        while (!TryAccept(listener, server, from))
        {
            if (Stopwatch.GetElapsedTime(begin) > 3 * Patience)
            {
                listener.Husk.Fail($"{SocketMaking.What(server)}: its peer did not arrive");
                return;
            }
            Thread.Sleep(1);
        }
    }

    /// <summary>
    /// Begins to connect. The old port is asked for by a range of one (ip(7), IP_LOCAL_PORT_RANGE) that connect(2) chooses from: unlike bind(2)
    /// it may take a port on which a connection to the same address is still in TIME_WAIT.
    /// </summary>
    /// <returns>0, or the negative errno of what failed; then there is no socket.</returns>
    private static long StartConnecting(HuskDescriptors husk, InternetSocketRecord socket, byte[] from, byte[] to)
    {
        var what = SocketMaking.What(socket);
        Make(husk, socket.OpenFileId, socket.Family, what);
        if (!husk.Has(socket.OpenFileId))
            return 0;
        var batch = husk.Begin();
        var number = husk.NumberOf(socket.OpenFileId);
        var result = 0L;
        if (from.Length > 0)
        {
            var port = InternetAddress.Parse(from).Port;
            var isEphemeral = PortRange.IsEphemeral(port);
            var wanted = (byte[])from.Clone();
            if (isEphemeral)
            {
                (wanted[2], wanted[3]) = (0, 0);
                batch.Add(SystemCall.setsockopt, number, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, batch.AddData(1), sizeof(int));
                batch.Add(SystemCall.setsockopt, number, IPPROTO_IP, IP_LOCAL_PORT_RANGE, batch.AddData(port | port << 16), sizeof(int));
            }
            husk.ThenRaw(batch.Add(SystemCall.bind, number, batch.AddData(wanted), wanted.Length), raw => result = raw);
        }
        var connected = batch.Add(SystemCall.connect, number, batch.AddData(to), to.Length);
        batch.Add(SystemCall.setsockopt, number, IPPROTO_IP, IP_LOCAL_PORT_RANGE, batch.AddData(0), sizeof(int));
        batch.Add(SystemCall.setsockopt, number, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, batch.AddData(0), sizeof(int));
        husk.ThenRaw(connected, raw => result = result != 0 ? result : raw == -EINPROGRESS ? 0 : raw);
        husk.Send();
        if (result == 0)
            return 0;
        if (result is not (-EADDRNOTAVAIL or -EADDRINUSE))
            husk.Fail($"{what}: {LinuxException.Describe((int)-result)}");
        husk.Forget(socket.OpenFileId);
        husk.Send();
        return result;
    }

    private static bool TryAccept((HuskDescriptors Husk, ulong Id) listener, InternetSocketRecord server, byte[] from)
    {
        var what = SocketMaking.What(server);
        var husk = listener.Husk;
        var batch = husk.Begin();
        var (address, length) = (batch.AddSpace(AddressBytes), batch.AddData(AddressBytes));
        var accepted = batch.Add(SystemCall.accept4, husk.NumberOf(listener.Id), address, length, Socket.SOCK_CLOEXEC | Socket.SOCK_NONBLOCK);
        var (number, peer) = (0L, Array.Empty<byte>());
        husk.ThenRaw(accepted, raw => number = raw);
        husk.Then(accepted, address, bytes => peer = bytes);
        husk.Send();
        if (number < 0)
        {
            if (number != -EAGAIN)
                husk.Fail($"{what}: {LinuxException.Describe((int)-number)}");
            return number != -EAGAIN;
        }
        if (from.Length > 0 && !InternetAddress.Parse(peer).Equals(InternetAddress.Parse(from)))
        {
            // Somebody from outside was faster; the restored program could not have answered yet.
            husk.Begin().Add(SystemCall.close, number);
            return false;
        }
        husk.Begin();
        husk.Keep(server.OpenFileId, number, what);
        husk.Send();
        return true;
    }

    /// <summary>Makes a listening socket for a moment.</summary>
    /// <returns>Its address, or null when that cannot be had now.</returns>
    private static byte[]? TryListen((HuskDescriptors Husk, InternetSocketRecord Socket) server, byte[] address)
    {
        var (husk, id) = (server.Husk, server.Socket.OpenFileId | Moment);
        Make(husk, id, server.Socket.Family, SocketMaking.What(server.Socket));
        var batch = husk.Begin();
        var bound = batch.Add(SystemCall.bind, husk.NumberOf(id), batch.AddData(address), address.Length);
        var listening = batch.Add(SystemCall.listen, husk.NumberOf(id), 1);
        var (got, length) = (batch.AddSpace(AddressBytes), batch.AddData(AddressBytes));
        var told = batch.Add(SystemCall.getsockname, husk.NumberOf(id), got, length);
        var isListening = true;
        byte[] name = [];
        husk.ThenRaw(bound, raw => isListening &= raw == 0);
        husk.ThenRaw(listening, raw => isListening &= raw == 0);
        husk.Then(told, got, bytes => name = bytes[..address.Length]);
        husk.Send();
        if (isListening)
            return name;
        husk.Forget(id);
        husk.Send();
        return null;
    }

    private static void Make(HuskDescriptors husk, ulong id, int family, string what)
    {
        var batch = husk.Begin();
        var made = husk.Add(what, SystemCall.socket, family, Socket.SOCK_STREAM | Socket.SOCK_CLOEXEC | Socket.SOCK_NONBLOCK, Socket.IPPROTO_TCP);
        husk.Add(what, SystemCall.setsockopt, SyscallArgument.ResultOf(made), Socket.SOL_SOCKET, SO_REUSEADDR, batch.AddData(1), sizeof(int));
        husk.Keep(id, SyscallArgument.ResultOf(made), what);
        husk.Send();
    }

    private void PlayGonePeer(HuskDescriptors husk, InternetSocketRecord socket)
    {
        var ghost = (Husk: husk, Socket: socket with { OpenFileId = UnixConnections.GhostOf(socket.OpenFileId), LocalAddress = socket.PeerAddress, PeerAddress = socket.LocalAddress });
        if (socket.LocalAddress.Length > 0 && socket.PeerAddress.Length > 0 && IsOurs(socket) && IsOurs(ghost.Socket))
            Join(ghost, (husk, socket));
        else if (TryListen(ghost, Loopback(socket.Family)) is { } address)
            ConnectTo((husk, socket), ghost, [], address);
    }

    /// <summary>The listening socket of the image through which connections to this address come.</summary>
    public (HuskDescriptors Husk, InternetSocketRecord Socket)? ListenerFor(InternetSocketRecord server)
    {
        var local = InternetAddress.Parse(server.LocalAddress);
        listening ??= [.. sockets.Values.Where(other => other.Socket.State == SocketState.Listening)];
        return listening.Where(other => TcpPairing.Reaches(local, InternetAddress.Parse(other.Socket.LocalAddress))
                && other.Socket.Family == server.Family)
            .Select(other => ((HuskDescriptors, InternetSocketRecord)?)other).FirstOrDefault();
    }

    /// <summary>Whether the socket's own address exists on this host.</summary>
    public static bool IsOurs(InternetSocketRecord socket) => InternetAddress.IsOfThisHost(socket.LocalAddress);

    /// <summary>The loopback address of the family, any port.</summary>
    private static byte[] Loopback(int family)
    {
        var address = new byte[family == Socket.AF_INET6 ? AddressBytes : 16];
        address[0] = (byte)family;
        return InternetAddress.Reachable(address);
    }
}
