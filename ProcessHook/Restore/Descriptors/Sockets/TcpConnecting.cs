using System.Diagnostics;
using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>socket(2), bind(2), connect(2), listen(2) and accept(2) in husks.</summary>
internal static class TcpConnecting
{
    public const int SO_REUSEADDR = 2;
    public const int EINPROGRESS = 115;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int IPPROTO_IP = 0;
    public const int AddressBytes = 28;
    private const int EAGAIN = 11;

    /// <summary>Marks the ids of listening sockets that are made for the moment.</summary>
    public const ulong Moment = 1UL << 62;

    /// <summary>A connection of the same addresses that was closed lately blocks them, on this host for a second (tcp_tw_reuse in ip-sysctl).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>A socket that begins to connect.</summary>
    public sealed class Attempt
    {
        /// <summary>0, or the negative errno of what failed; known when the husk's calls have been sent.</summary>
        public long Error { get; set; }
    }

    /// <summary>Adds the calls that begin to connect. The old port is had by <see cref="PortRange"/> where that can give it.</summary>
    public static Attempt Begin(TcpEnd client, byte[] from, byte[] to)
    {
        var (husk, socket) = client;
        var attempt = new Attempt();
        var batch = husk.Begin();
        var number = SyscallArgument.ResultOf(Make(husk, batch, socket.OpenFileId, socket));
        var wanted = from.Length > 0 ? InternetAddress.Parse(from) : null;
        var goal = InternetAddress.Parse(to);
        var isByRange = wanted is not null && PortRange.CanGive(wanted.Port);
        if (isByRange)
            Set(PortRange.IP_LOCAL_PORT_RANGE, wanted!.Port | wanted.Port << 16);
        // From one loopback address to the same it goes by itself.
        var isBound = wanted is not null && !(isByRange && wanted.Address.Equals(goal.Address) && (IPAddress.Loopback.Equals(goal.Address) || IPAddress.IPv6Loopback.Equals(goal.Address)));
        var through = number;
        if (isBound)
        {
            var address = (byte[])from.Clone();
            if (isByRange)
            {
                (address[2], address[3]) = (0, 0);
                Set(PortRange.IP_BIND_ADDRESS_NO_PORT, 1);
            }

            var bound = batch.Add(SystemCall.bind, number, batch.AddData(address), address.Length);
            husk.ThenRaw(bound, raw => attempt.Error = raw);
            // Who was not bound must not come from just anywhere: an error is no number to duplicate from, and then there is nothing that could connect.
            through = SyscallArgument.ResultOf(batch.Add(SystemCall.fcntl, number, Fcntl.F_DUPFD_CLOEXEC, SyscallArgument.ResultOf(bound)));
        }

        var reachable = to[0] == socket.Family ? to : InternetAddress.OfFamily(goal, socket.Family);
        var connected = batch.Add(SystemCall.connect, through, batch.AddData(reachable), reachable.Length);
        if (isBound)
            husk.Close(through);
        if (isByRange)
            Set(PortRange.IP_LOCAL_PORT_RANGE, 0);
        if (isByRange && isBound)
            Set(PortRange.IP_BIND_ADDRESS_NO_PORT, 0);
        husk.ThenRaw(connected, raw => attempt.Error = attempt.Error != 0 ? attempt.Error : raw == -EINPROGRESS ? 0 : raw);
        return attempt;

        void Set(int option, int value) => batch.Add(SystemCall.setsockopt, number, IPPROTO_IP, option, batch.AddData(value), sizeof(int));
    }

    /// <summary>To be called when the calls have been sent. Of an attempt that failed nothing is left.</summary>
    /// <returns>The attempt's <see cref="Attempt.Error"/>.</returns>
    public static long End(TcpEnd client, Attempt attempt)
    {
        if (attempt.Error != 0 && client.Husk.Has(client.Socket.OpenFileId))
        {
            client.Husk.Forget(client.Socket.OpenFileId);
            client.Husk.Send();
        }

        return attempt.Error;
    }

    /// <summary>Begins to connect.</summary>
    /// <returns>0, or the negative errno of what failed; then there is no socket.</returns>
    public static long Start(TcpEnd client, byte[] from, byte[] to)
    {
        var attempt = Begin(client, from, to);
        client.Husk.Send();
        if (attempt.Error is not (0 or -EADDRNOTAVAIL or -EADDRINUSE) && client.Husk.Has(client.Socket.OpenFileId))
            client.Husk.Fail($"{SocketMaking.What(client.Socket)}: {LinuxException.Describe((int)-attempt.Error)}");
        return End(client, attempt);
    }

    /// <summary>Begins to connect, from its old address as soon as that is free, or else from another one: better such a connection than none.</summary>
    /// <returns>Where it comes from; nothing for anywhere.</returns>
    public static byte[] StartSomehow(TcpEnd client, byte[] from, byte[] to)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Start(client, from, to) is -EADDRNOTAVAIL or -EADDRINUSE && Stopwatch.GetElapsedTime(begin) < Patience)
            Thread.Sleep(20);
        if (client.Husk.Has(client.Socket.OpenFileId))
            return from;
        if (Start(client, [], to) is -EADDRNOTAVAIL or -EADDRINUSE)
            client.Husk.Fail($"{SocketMaking.What(client.Socket)}: no port is free for it");
        return [];
    }

    /// <summary>Connects and accepts, until the addresses are free.</summary>
    public static void Connect(TcpEnd client, InternetSocketRecord server, byte[] from, byte[] to, IReadOnlyList<TcpListening> listeners)
    {
        var begin = Stopwatch.GetTimestamp();
        from = StartSomehow(client, from, to);
        if (!client.Husk.Has(client.Socket.OpenFileId))
            return;
        if (from.Length == 0)
        {
            // Where the listening socket can be reached from outside, anybody may come in between.
            using var connecting = client.Husk.Fetch(client.Socket.OpenFileId);
            from = Socket.LocalAddress(connecting);
        }

        while (!listeners.Any(listener => TryAccept(listener, server, from)))
        {
            if (Stopwatch.GetElapsedTime(begin) > 3 * Patience)
            {
                client.Husk.Fail($"{SocketMaking.What(server)}: its peer did not arrive");
                return;
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>Accepts who waits by now; the listening socket does not block.</summary>
    /// <returns>Temporary numbers in the husk that has the listening socket, with the addresses that came.</returns>
    /// <exception cref="LinuxException">None can be accepted.</exception>
    public static List<(int Number, byte[] Peer)> Accept(TcpListening listener, int most)
    {
        const string What = "a connection that comes back";
        var husk = listener.Husk;
        var arrivals = new List<(int, byte[])>();
        for (var count = 0; count < most; count++)
        {
            var batch = husk.Begin();
            var (address, length) = (batch.AddSpace(AddressBytes), batch.AddData(AddressBytes));
            var accepted = batch.Add(SystemCall.accept4, husk.NumberOf(listener.Id), address, length, Socket.SOCK_CLOEXEC | Socket.SOCK_NONBLOCK);
            // Where nobody waits, these two are given an error for a descriptor, and do nothing.
            var moved = batch.Add(SystemCall.fcntl, SyscallArgument.ResultOf(accepted), Fcntl.F_DUPFD_CLOEXEC, husk.TemporaryFrom);
            husk.Close(SyscallArgument.ResultOf(accepted));
            var (isThere, number) = (false, 0);
            husk.ThenRaw(accepted, raw => isThere = raw is >= 0 or -EAGAIN ? raw >= 0 : throw new LinuxException("accept4", (int)-raw, What));
            husk.ThenRaw(moved, raw => number = raw >= 0 || !isThere ? (int)raw : throw new LinuxException("fcntl", (int)-raw, What));
            husk.Then(accepted, address, peer => arrivals.Add((number, peer)));
        }

        husk.Send();
        return arrivals;
    }

    /// <summary>Makes a listening socket for a moment, with the id of the server's socket and <see cref="Moment"/>.</summary>
    /// <returns>Its address, or null when that cannot be had now.</returns>
    public static byte[]? TryListen(TcpEnd server, byte[] address)
    {
        var (husk, id) = (server.Husk, server.Socket.OpenFileId | Moment);
        var batch = husk.Begin();
        var number = SyscallArgument.ResultOf(Make(husk, batch, id, server.Socket));
        var bound = batch.Add(SystemCall.bind, number, batch.AddData(address), address.Length);
        var listening = batch.Add(SystemCall.listen, number, TcpCrowd.WaitingMost);
        var (got, length) = (batch.AddSpace(AddressBytes), batch.AddData(AddressBytes));
        var told = batch.Add(SystemCall.getsockname, number, got, length);
        var isListening = true;
        byte[] name = [];
        husk.ThenRaw(bound, raw => isListening &= raw == 0);
        husk.ThenRaw(listening, raw => isListening &= raw == 0);
        husk.Then(told, got, bytes => name = bytes[..address.Length]);
        husk.Send();
        if (isListening)
            return name;
        if (husk.Has(id))
            husk.Forget(id);
        husk.Send();
        return null;
    }

    private static bool TryAccept(TcpListening listener, InternetSocketRecord server, byte[] from)
    {
        if (Accept(listener, 1) is not [var (number, peer)])
            return false;
        var isExpected = TcpPairing.Plain(InternetAddress.Parse(peer)).Equals(TcpPairing.Plain(InternetAddress.Parse(from)));
        if (isExpected)
            listener.Husk.Adopt(server.OpenFileId, number);
        else
            listener.Husk.Close(number); // Somebody from outside was faster; the restored program could not have answered yet.
        listener.Husk.Send();
        return isExpected;
    }

    /// <returns>The call whose result is the descriptor.</returns>
    private static int Make(HuskDescriptors husk, SyscallBatch batch, ulong id, InternetSocketRecord socket)
    {
        string What() => SocketMaking.What(socket);
        var made = husk.Add(What, SystemCall.socket, socket.Family, Socket.SOCK_STREAM | Socket.SOCK_CLOEXEC | Socket.SOCK_NONBLOCK, Socket.IPPROTO_TCP);
        husk.Add(What, SystemCall.setsockopt, SyscallArgument.ResultOf(made), Socket.SOL_SOCKET, SO_REUSEADDR, batch.AddData(1), sizeof(int));
        return husk.Keep(id, SyscallArgument.ResultOf(made), What);
    }
}
