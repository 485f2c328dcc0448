using System.Diagnostics;
using System.Net;
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
    private const int IPV6_V6ONLY = 26;
    private const int IPPROTO_IPV6 = 41;

    private readonly Dictionary<ulong, TcpEnd> sockets = husks
        .SelectMany(husk => husk.Member.Record.OpenFiles.OfType<InternetSocketRecord>().Where(socket => socket.Protocol == Socket.IPPROTO_TCP).Select(socket => new TcpEnd(husk, socket)))
        .ToDictionary(end => end.Socket.OpenFileId);

    private readonly Dictionary<IPAddress, bool> ownAddresses = [];
    private ILookup<int, TcpEnd>? listeningByPort;

    /// <summary>Connects those whose peers come back here, those whose peers are gone, and those that are their own peers (tcp(7), a connection to the port that it comes from).</summary>
    public void Connect()
    {
        foreach (var end in sockets.Values.Where(end => end.Socket.State == SocketState.PeerGone))
            PlayGonePeer(end);
        foreach (var end in sockets.Values.Where(end => end.Socket is { State: SocketState.Connected, PeerNode: "" } && end.Socket.PeerOpenFileId == end.Socket.OpenFileId))
            ConnectToItself(end);
        foreach (var crowd in Pairs().GroupBy(WayIn))
        {
            var pairs = crowd.ToList();
            // One at a time can also take another way where the old address is blocked.
            (pairs.Count > 1 && IsHere(pairs[0].Server) ? ConnectCrowd(pairs) : pairs).ForEach(Join);
        }
    }

    /// <summary>Connects those that nobody has accepted yet. To be called when all others are connected: whoever accepts these takes what waits.</summary>
    public void Queue()
    {
        foreach (var end in sockets.Values.Where(end => end.Socket.State == SocketState.AwaitingAccept))
            TcpConnecting.StartSomehow(end, end.Socket.LocalAddress, end.Socket.PeerAddress);
    }

    /// <summary>Ends the directions that had ended, and closes peers that are gone. To be called when the queues are full again.</summary>
    /// <param name="elsewhere">Those whose peers are on other hosts, or those that have them here.</param>
    public void Finish(bool elsewhere)
    {
        var ends = sockets.Values.Where(end => options.IsElsewhere(end.Socket) == elsewhere && end.Socket.State is not (SocketState.Idle or SocketState.Listening)).ToList();
        SideBySide.ForEach([.. ends.GroupBy(end => end.Husk)], ofOne =>
        {
            foreach (var (husk, socket) in ofOne)
                Finish(husk, socket);
            ofOne.Key.Send();
        });
        foreach (var (husk, socket) in sockets.Values.Where(end => !elsewhere && end.Socket.State == SocketState.Listening))
            SocketMaking.SetOptions(husk, socket.OpenFileId, socket.Options.Where(SocketMaking.IsDeferring), SocketMaking.What(socket));
        foreach (var (_, socket) in ends.Where(end => end.Socket.State == SocketState.PeerGone))
            UnixConnections.ForgetGhost(husks, socket.OpenFileId);
        foreach (var husk in husks)
            husk.Send();
    }

    private static void Finish(HuskDescriptors husk, InternetSocketRecord socket)
    {
        string What() => SocketMaking.What(socket);
        // IPV6_V6ONLY comes with the address, and SO_REUSEADDR was lent.
        var wanted = socket.Options.Where(option => (option.Level, option.Name) != (IPPROTO_IPV6, IPV6_V6ONLY)).ToList();
        if (!wanted.Any(option => (option.Level, option.Name) == (Socket.SOL_SOCKET, TcpConnecting.SO_REUSEADDR)))
            wanted.Add(new SocketOptionRecord { Level = Socket.SOL_SOCKET, Name = TcpConnecting.SO_REUSEADDR, Value = new byte[sizeof(int)] });
        SocketMaking.SetOptions(husk, socket.OpenFileId, wanted, What);
        if (socket.Shutdown == 0)
            return;
        husk.Begin();
        husk.Add(What, SystemCall.shutdown, husk.NumberOf(socket.OpenFileId), socket.Shutdown - 1);
    }

    /// <summary>The connections of which both ends come back here. Which end is the server's is told by the listening socket, or by the address that several connections have in common.</summary>
    private List<TcpPair> Pairs()
    {
        var pairs = sockets.Values.Where(end => end.Socket.State == SocketState.Connected && !options.IsElsewhere(end.Socket) && end.Socket.OpenFileId < end.Socket.PeerOpenFileId)
            .Select(end => (One: end, Other: sockets[end.Socket.PeerOpenFileId])).ToList();
        var uses = pairs.SelectMany(pair => new[] { pair.One, pair.Other }).CountBy(Address).ToDictionary();
        return [.. pairs.Select(pair => IsServer(pair.Other, pair.One) ? new TcpPair(pair.Other, pair.One) : new TcpPair(pair.One, pair.Other))];

        bool IsServer(TcpEnd end, TcpEnd peer)
            => ListenersFor(end.Socket).Count > 0 || ListenersFor(peer.Socket).Count == 0 && uses[Address(end)] > uses[Address(peer)];
    }

    /// <summary>Equal for those that can come in through one socket: the image's, or one made for the moment.</summary>
    private (HuskDescriptors Husk, ulong Listener, IPEndPoint? Address) WayIn(TcpPair pair) => ListenersFor(pair.Server.Socket) is [var first, ..]
        ? (first.Husk, first.Socket.OpenFileId, null)
        : (pair.Server.Husk, 0, Address(pair.Server));

    private static IPEndPoint Address(TcpEnd end) => InternetAddress.Parse(end.Socket.LocalAddress);

    /// <returns>Those that could not be connected in this way, for whatever reason.</returns>
    private List<TcpPair> ConnectCrowd(List<TcpPair> pairs)
    {
        var server = pairs[0].Server;
        var are = pairs.ToLookup(pair => IsHere(pair.Server) && IsHere(pair.Client));
        var (here, late) = (are[true].ToList(), are[false].ToList());
        if (ListenersFor(server.Socket) is { Count: > 0 } group)
        {
            Listen(group, socket => Math.Max(TcpCrowd.WaitingMost, socket.Backlog));
            late.AddRange(new TcpCrowd(Ways(group)).Connect(here));
            Listen(group, socket => socket.Backlog);
        }
        else if (TcpConnecting.TryListen(server, server.Socket.LocalAddress) is not null)
        {
            late.AddRange(new TcpCrowd([Momentary(server)]).Connect(here));
            server.Husk.Forget(Momentary(server).Id);
            server.Husk.Send();
        }
        else
        {
            late.AddRange(here);
        }

        return late;
    }

    private static void Listen(List<TcpEnd> group, Func<InternetSocketRecord, int> backlog)
    {
        foreach (var (husk, socket) in group)
        {
            husk.Begin().Add(SystemCall.listen, husk.NumberOf(socket.OpenFileId), backlog(socket));
            husk.Send();
        }
    }

    private static TcpListening[] Ways(List<TcpEnd> group) => [.. group.Select(end => new TcpListening(end.Husk, end.Socket.OpenFileId))];

    private static TcpListening Momentary(TcpEnd server) => new(server.Husk, server.Socket.OpenFileId | TcpConnecting.Moment);

    private void Join(TcpPair pair)
    {
        var (server, client) = (pair.Server, pair.Client);
        var isHere = IsHere(server) && IsHere(client);
        if (isHere && ListenersFor(server.Socket) is { Count: > 0 } group)
        {
            TcpConnecting.Connect(client, server.Socket, client.Socket.LocalAddress, server.Socket.LocalAddress, Ways(group));
            return;
        }
        // An address that one end had may still be blocked by the connection that was closed; the other end's then is not.
        if (isHere && TcpConnecting.TryListen(server, server.Socket.LocalAddress) is { } address)
            ConnectTo(client, server, client.Socket.LocalAddress, address);
        else if (isHere && TcpConnecting.TryListen(client, client.Socket.LocalAddress) is { } reversed)
            ConnectTo(server, client, server.Socket.LocalAddress, reversed);
        else if (TryListenSomewhere(server) is { } elsewhere)
            ConnectTo(client, server, [], elsewhere);
        else
            server.Husk.Fail($"{SocketMaking.What(server.Socket)}: nothing can listen for its peer");
    }

    /// <summary>Connects by the socket that <see cref="TcpConnecting.TryListen"/> made, which then has done its duty.</summary>
    private static void ConnectTo(TcpEnd client, TcpEnd server, byte[] from, byte[] to)
    {
        var momentary = Momentary(server);
        TcpConnecting.Connect(client, server.Socket, from, to, [momentary]);
        server.Husk.Forget(momentary.Id);
        server.Husk.Send();
    }

    /// <summary>From any other port it would be connected to whoever has its own by now.</summary>
    private void ConnectToItself(TcpEnd end)
    {
        var begin = Stopwatch.GetTimestamp();
        while (TcpConnecting.Start(end, end.Socket.LocalAddress, end.Socket.PeerAddress) != 0)
        {
            if (Stopwatch.GetElapsedTime(begin) > TcpConnecting.Patience)
            {
                end.Husk.Fail($"{SocketMaking.What(end.Socket)}: it was connected to itself, and its address is not free");
                return;
            }

            Thread.Sleep(20);
        }
    }

    private void PlayGonePeer(TcpEnd end)
    {
        var (husk, socket) = end;
        var ghost = new TcpEnd(husk, socket with { OpenFileId = UnixConnections.GhostOf(socket.OpenFileId), LocalAddress = socket.PeerAddress, PeerAddress = socket.LocalAddress });
        if (socket.LocalAddress.Length > 0 && socket.PeerAddress.Length > 0 && IsHere(end) && IsHere(ghost))
            Join(ListenersFor(socket).Count > 0 ? new TcpPair(end, ghost) : new TcpPair(ghost, end));
        else if (TryListenSomewhere(ghost) is { } address)
            ConnectTo(end, ghost, [], address);
        else
            husk.Fail($"{SocketMaking.What(socket)}: nothing can listen for its peer");
    }

    /// <summary>The listening sockets of the image through which connections to this address come: one, or several among which the kernel spreads them (SO_REUSEPORT).</summary>
    public List<TcpEnd> ListenersFor(InternetSocketRecord server)
    {
        listeningByPort ??= sockets.Values.Where(other => other.Socket.State == SocketState.Listening).ToLookup(other => InternetAddress.Parse(other.Socket.LocalAddress).Port);
        if (listeningByPort.Count == 0)
            return [];
        var local = InternetAddress.Parse(server.LocalAddress);
        return [.. listeningByPort[local.Port].Where(other => TcpPairing.Reaches(local, InternetAddress.Parse(other.Socket.LocalAddress)) && other.Socket.Family == server.Family)];
    }

    /// <summary>Whether the socket's own address exists on this host.</summary>
    public static bool IsOurs(InternetSocketRecord socket) => InternetAddress.IsOfThisHost(socket.LocalAddress);

    /// <summary>The same, for many.</summary>
    private bool IsHere(TcpEnd end)
    {
        var address = InternetAddress.Parse(end.Socket.LocalAddress).Address;
        return ownAddresses.TryGetValue(address, out var known) ? known : ownAddresses[address] = IsOurs(end.Socket);
    }

    /// <summary>
    /// At any port of this host's address, so that a connection between hosts, both of which come back here, can be one between hosts again later
    /// (<see cref="Splitting.SocketTies"/>); at the loopback address where this host has no other.
    /// </summary>
    private byte[]? TryListenSomewhere(TcpEnd server)
    {
        byte[] At(IPAddress address) => InternetAddress.OfFamily(new IPEndPoint(address, 0), server.Socket.Family);
        var loopback = server.Socket.Family == Socket.AF_INET6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        return TcpConnecting.TryListen(server, At(options.Address)) ?? TcpConnecting.TryListen(server, At(loopback));
    }
}
