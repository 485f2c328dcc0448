using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Splitting;

/// <summary>Which sockets of ip(7) and ipv6(7) tie those who have them to one host. Pure.</summary>
internal static class SocketTies
{
    public static IEnumerable<Tie> Among(IReadOnlyList<ProcessFileRecord> processes)
    {
        var sockets = processes.SelectMany(record => record.OpenFiles.OfType<InternetSocketRecord>().Select(socket => (record.Process.Pid, Socket: socket))).ToArray();
        var bound = sockets.Where(each => each.Socket is { LocalAddress.Length: > 0 } and ({ State: SocketState.Listening } or { Protocol: Socket.IPPROTO_UDP }))
            .ToLookup(each => (each.Socket.Protocol, InternetAddress.Parse(each.Socket.LocalAddress).Port));
        foreach (var (pid, socket) in sockets)
        {
            foreach (var tie in OfSocket(pid, socket, bound))
                yield return tie;
        }

        foreach (var record in processes)
        {
            foreach (var tie in OfQueues(record, bound))
                yield return tie;
        }
    }

    private static IEnumerable<Tie> OfSocket(int pid, InternetSocketRecord socket, ILookup<(int Protocol, int Port), (int Pid, InternetSocketRecord Socket)> bound)
    {
        if (socket is { State: SocketState.Connected, Protocol: Socket.IPPROTO_TCP, PeerOpenFileId: not 0, PeerNode.Length: 0 } && (IsLoopback(socket.LocalAddress) || IsLoopback(socket.PeerAddress)))
            yield return new Tie(pid, $"is connected, over the loopback address ({InternetAddress.Text(socket.LocalAddress)}), with", ImageIds.LeaderOf(socket.PeerOpenFileId));
        if (socket is { State: SocketState.AwaitingAccept, PeerAddress.Length: > 0 } || (socket is { Protocol: Socket.IPPROTO_UDP, PeerAddress.Length: > 0 } && IsLoopback(socket.PeerAddress)))
        {
            foreach (var other in At(socket.Protocol, socket.PeerAddress, bound))
                yield return new Tie(pid, $"is connected, to {InternetAddress.Text(socket.PeerAddress)}, with a socket of", other);
        }

        // Several that the kernel spreads connections or datagrams among (SO_REUSEPORT), or all of which get them.
        if (socket is { LocalAddress.Length: > 0 } and ({ State: SocketState.Listening } or { Protocol: Socket.IPPROTO_UDP }))
        {
            var local = InternetAddress.Parse(socket.LocalAddress);
            foreach (var (other, _) in bound[(socket.Protocol, local.Port)].Where(each => InternetAddress.Parse(each.Socket.LocalAddress).Equals(local)).Take(1))
                yield return new Tie(pid, $"is bound to {local}, as is", other);
        }
    }

    /// <summary>Datagrams that wait come back from whoever had sent them.</summary>
    private static IEnumerable<Tie> OfQueues(ProcessFileRecord record, ILookup<(int Protocol, int Port), (int Pid, InternetSocketRecord Socket)> bound)
    {
        var datagrams = record.OpenFiles.OfType<InternetSocketRecord>().Where(socket => socket.Protocol == Socket.IPPROTO_UDP).Select(socket => socket.OpenFileId).ToHashSet();
        foreach (var sender in record.Queues.Where(queue => datagrams.Contains(queue.OwnerId)).SelectMany(queue => queue.Portions).Select(portion => portion.SenderAddress)
            .Where(address => address.Length > 0 && IsLoopback(address)))
        {
            foreach (var other in At(Socket.IPPROTO_UDP, sender, bound))
                yield return new Tie(record.Process.Pid, $"has a datagram from {InternetAddress.Text(sender)}, of", other);
        }
    }

    private static IEnumerable<int> At(int protocol, byte[] address, ILookup<(int Protocol, int Port), (int Pid, InternetSocketRecord Socket)> bound)
    {
        var target = InternetAddress.Parse(address);
        return bound[(protocol, target.Port)].Where(each => TcpPairing.Reaches(target, InternetAddress.Parse(each.Socket.LocalAddress))).Select(each => each.Pid);
    }

    private static bool IsLoopback(byte[] address) => address.Length > 0 && IPAddress.IsLoopback(TcpPairing.Plain(InternetAddress.Parse(address)).Address);
}
