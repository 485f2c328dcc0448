using System.Diagnostics;
using System.Net;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Datagrams that waited in UDP sockets and had come from other hosts. The other hosts are told of them (<see cref="Offers"/>); who restores the socket that had sent them sends them again,
/// from there. That a datagram may be lost does not help a program to which select(2) has said that one is there, and which waits for it then without a limit.
/// </summary>
internal sealed class RemoteDatagrams(IReadOnlyList<HuskDescriptors> husks, DescriptorRestoreOptions options, List<string> notes) : IDisposable
{
    private const int EAGAIN = 11;

    /// <summary>What one host tells all others at most; an ordinary socket's queue holds less.</summary>
    private const int BytesMost = 1 << 18;

    /// <summary>All have been sent by then.</summary>
    private static readonly TimeSpan PatienceForNetwork = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan PatienceForRoom = TimeSpan.FromSeconds(2);

    private readonly List<(HuskDescriptors Husk, InternetSocketRecord Socket)> sockets = [.. husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<InternetSocketRecord>()
        .Where(socket => socket is { Protocol: Socket.IPPROTO_UDP, LocalAddress.Length: > 0 }).Select(socket => (husk, socket)))];

    private readonly List<ConnectionOffer> offers = [];
    private readonly List<Receiver> receivers = [];
    private IReadOnlyList<ConnectionOffer> asked = [];

    public IReadOnlyList<ConnectionOffer> Offers => offers;

    /// <summary>At the end the sockets have room for what will come.</summary>
    public void Ask()
    {
        var left = BytesMost;
        foreach (var (husk, socket) in sockets)
        {
            var portions = husk.Member.Record.Queues.Where(queue => queue.OwnerId == socket.OpenFileId).SelectMany(queue => queue.Portions).ToList();
            var fromElsewhere = portions.Where(portion => !InternetAddress.IsOfThisHost(portion.SenderAddress)).ToList();
            if (fromElsewhere.Count == 0)
                continue;
            var toAsk = fromElsewhere.TakeWhile(portion => !IPAddress.IsLoopback(options.Address) && (left -= portion.Bytes.Length) >= 0).ToList();
            if (toAsk.Count < fromElsewhere.Count)
                NoteMissing(fromElsewhere.Count - toAsk.Count, socket);
            if (toAsk.Count > 0)
                Await(husk, socket, toAsk, portions.Count - fromElsewhere.Count);
        }
    }

    /// <param name="all">The offers of all nodes.</param>
    public void Hear(IReadOnlyList<ConnectionOffer> all) => asked = [.. all.Where(offer => offer.Datagrams.Length > 0)];

    /// <summary>Sends what others await from the sockets that are restored here.</summary>
    public void Send()
    {
        foreach (var offer in asked)
        {
            var from = IPEndPoint.Parse(offer.AwaitedAddress);
            var (husk, socket) = sockets.Find(each => TcpPairing.Reaches(from, InternetAddress.Parse(each.Socket.LocalAddress)));
            if (husk is null || !InternetAddress.IsOfThisHost(InternetAddress.Of(from)))
                continue;
            using var sender = husk.Fetch(socket.OpenFileId);
            var to = InternetAddress.OfFamily(IPEndPoint.Parse(offer.Address), socket.Family);
            foreach (var datagram in offer.Datagrams)
            {
                if (Send(sender, datagram, to) is < 0 and var errno)
                    notes.Add($"a datagram of {offer.AwaitedAddress} that waited at {offer.Address} cannot be sent again ({LinuxException.Describe((int)-errno)}); it is missing");
            }
        }
    }

    /// <summary>To be called when all hosts have sent.</summary>
    public void Settle()
    {
        // One patience for all: who is outside sends nothing again, to however many sockets.
        var begin = Stopwatch.GetTimestamp();
        foreach (var receiver in receivers)
        {
            var missing = receiver.Expected;
            for (; missing > 0; Thread.Sleep(1))
            {
                missing = receiver.Expected - DatagramQueues.Count(receiver.Handle);
                if (Stopwatch.GetElapsedTime(begin) > PatienceForNetwork)
                    break;
            }

            if (missing > 0)
                NoteMissing(missing, receiver.Socket);
        }

        Dispose();
    }

    public void Dispose()
    {
        foreach (var receiver in receivers)
        {
            receiver.Room.Dispose();
            receiver.Handle.Dispose();
        }

        receivers.Clear();
    }

    private static long Send(SafeFileHandle sender, byte[] datagram, byte[] to)
    {
        for (var begin = Stopwatch.GetTimestamp(); ; Thread.Sleep(1))
        {
            var result = SocketMessage.TrySend(sender, datagram, [], to);
            if (result != -EAGAIN || Stopwatch.GetElapsedTime(begin) > PatienceForRoom)
                return result;
        }
    }

    private void Await(HuskDescriptors husk, InternetSocketRecord socket, List<QueuePortionRecord> portions, int ownCount)
    {
        var local = InternetAddress.Parse(socket.LocalAddress);
        var isAny = IPAddress.Any.Equals(local.Address) || IPAddress.IPv6Any.Equals(local.Address);
        var address = new IPEndPoint(isAny ? options.Address : local.Address, local.Port).ToString();
        offers.AddRange(portions.GroupBy(portion => TcpPairing.Plain(InternetAddress.Parse(portion.SenderAddress)).ToString()).Select(sender => new ConnectionOffer
        {
            OpenFileId = socket.OpenFileId,
            Address = address,
            AwaitedAddress = sender.Key,
            Datagrams = [.. sender.Select(portion => portion.Bytes)],
        }));
        var handle = husk.Fetch(socket.OpenFileId);
        var room = new EnlargedBuffer(handle, Socket.SO_RCVBUF, portions.Sum(portion => EnlargedBuffer.MemoryOf(portion.Bytes.Length)));
        receivers.Add(new Receiver(socket, handle, room, ownCount + portions.Count));
    }

    private void NoteMissing(int count, InternetSocketRecord socket)
        => notes.Add($"{count} of the datagrams that waited in {socket.Link} and came from other hosts are missing: nobody who is restored where it was sent them, or the network lost them");

    private sealed record Receiver(InternetSocketRecord Socket, SafeFileHandle Handle, EnlargedBuffer Room, int Expected);
}
