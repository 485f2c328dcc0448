using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Sends again what waited in UDP sockets, in its order: from the restored socket that has the sender's address, or from one made for the moment with that address.
/// What came from an address that somebody else has by now is not sent: UDP lets datagrams be lost, but a wrong sender would mislead. What came from other hosts comes back from there
/// (<see cref="RemoteDatagrams"/>).
/// </summary>
internal sealed class DatagramRefill(IReadOnlyList<HuskDescriptors> husks, List<string> notes)
{
    private const int SO_REUSEADDR = 2;

    private readonly List<(HuskDescriptors Husk, InternetSocketRecord Socket)> sockets = [.. husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<InternetSocketRecord>()
        .Where(socket => socket.Protocol == Socket.IPPROTO_UDP).Select(socket => (husk, socket)))];

    public void Refill()
    {
        foreach (var (husk, receiver) in sockets)
        {
            var portions = husk.Member.Record.Queues.Where(queue => queue.OwnerId == receiver.OpenFileId).SelectMany(queue => queue.Portions)
                .Where(portion => InternetAddress.IsOfThisHost(portion.SenderAddress)).ToList();
            if (portions.Count > 0)
                Refill(husk, receiver, portions);
        }
    }

    /// <summary>What the receiver has no room for is dropped without a word; it counts that (net/ipv4/udp.c).</summary>
    private void Refill(HuskDescriptors husk, InternetSocketRecord receiver, List<QueuePortionRecord> portions)
    {
        if (InternetAddress.IsOfAGroup(receiver.LocalAddress))
        {
            // Who is bound to the group's own address can be reached at that only, and so are all others of the group, here and in the network.
            notes.Add($"{portions.Count} datagrams that waited in {receiver.Link} came to the multicast group {InternetAddress.Text(receiver.LocalAddress)}; they are missing");
            return;
        }

        using var into = husk.Fetch(receiver.OpenFileId);
        using var room = new EnlargedBuffer(into, Socket.SO_RCVBUF, portions.Sum(portion => EnlargedBuffer.MemoryOf(portion.Bytes.Length)));
        foreach (var portion in portions)
            Send(receiver, portion);
        if (DroppedBy(into) is > 0 and var dropped)
            notes.Add($"{dropped} of the {portions.Count} datagrams that waited in {receiver.Link} do not fit into its queue again; they are missing");
    }

    private static int DroppedBy(SafeFileHandle socket)
    {
        const int DropsAt = 32;
        return Socket.GetOption(socket, Socket.SOL_SOCKET, Socket.SO_MEMINFO) is { Length: >= DropsAt + sizeof(int) } memory ? BitConverter.ToInt32(memory, DropsAt) : 0;
    }

    private void Send(InternetSocketRecord receiver, QueuePortionRecord portion)
    {
        var from = TcpPairing.Plain(InternetAddress.Parse(portion.SenderAddress));
        using var socket = Sender(from, portion.SenderAddress);
        var result = socket is null
            ? -1
            : SocketMessage.TrySend(
                socket, portion.Bytes, [], Goal(receiver, from, Socket.GetInt32(socket, Socket.SOL_SOCKET, Socket.SO_DOMAIN)), segmentBytes: portion.SegmentBytes);
        if (result != portion.Bytes.Length)
            notes.Add($"a datagram that waited in {receiver.Link} came from {InternetAddress.Text(portion.SenderAddress)}, which is not here any more; it is missing");
    }

    /// <summary>Who receives at all addresses receives at the sender's as well, and what goes there comes from there, also from a socket without an address of its own.</summary>
    private static byte[] Goal(InternetSocketRecord receiver, IPEndPoint from, int family)
    {
        var own = InternetAddress.Parse(receiver.LocalAddress);
        var isOfAll = IPAddress.Any.Equals(own.Address) || IPAddress.IPv6Any.Equals(own.Address);
        return InternetAddress.OfFamily(isOfAll ? new IPEndPoint(from.Address, own.Port) : own, family);
    }

    private SafeFileHandle? Sender(IPEndPoint from, byte[] address)
    {
        foreach (var (husk, socket) in sockets)
        {
            if (socket.LocalAddress.Length > 0 && TcpPairing.Reaches(from, InternetAddress.Parse(socket.LocalAddress)))
                return husk.Fetch(socket.OpenFileId);
        }
        var momentary = Socket.Create(BitConverter.ToUInt16(address), Socket.SOCK_DGRAM, Socket.IPPROTO_UDP);
        Socket.SetOption(momentary, Socket.SOL_SOCKET, SO_REUSEADDR, 1);
        if (Socket.TryBind(momentary, address) == 0)
            return momentary;
        momentary.Dispose();
        return null;
    }
}
