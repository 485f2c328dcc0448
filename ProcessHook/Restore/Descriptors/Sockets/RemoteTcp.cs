using System.Diagnostics;
using System.Security.Cryptography;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Connections to processes that come back on other hosts. Of each one end waits where the other nodes are told (<see cref="Offers"/>), and the other one, which they restore, connects there. Which
/// of them waits is written in the image. Where the old addresses exist they are used again.
/// </summary>
internal sealed class RemoteTcp : IDisposable
{
    private const int TokenBytes = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly DescriptorRestoreOptions options;
    private readonly TcpRestore local;
    private readonly List<RemoteEndpoint> ends;
    private readonly Dictionary<ulong, RemoteListener> listeners = [];
    private readonly List<ConnectionOffer> offers = [];
    private RemoteRefill? refill;

    public RemoteTcp(IReadOnlyList<HuskDescriptors> husks, DescriptorRestoreOptions options, TcpRestore local)
    {
        this.options = options;
        this.local = local;
        ends = [.. husks.SelectMany(husk => husk.Member.Record.OpenFiles.OfType<InternetSocketRecord>().Where(options.IsElsewhere).Select(socket => new RemoteEndpoint(husk, socket)))];
    }

    public IReadOnlyList<ConnectionOffer> Offers => offers;

    /// <summary>At the end every end that waits can be connected to.</summary>
    public void Listen()
    {
        foreach (var end in ends.Where(end => !end.Socket.Connects))
        {
            if (ListenerOf(end) is { } listener)
            {
                offers.Add(new ConnectionOffer
                {
                    AwaitedNode = end.Socket.PeerNode,
                    AwaitedOpenFileId = end.Socket.PeerOpenFileId,
                    OpenFileId = end.Socket.OpenFileId,
                    Address = listener.Address,
                    Token = RandomNumberGenerator.GetBytes(TokenBytes),
                });
            }
            else
            {
                end.Husk.Fail($"{SocketMaking.What(end.Socket)}: nothing can listen for its peer from {end.Socket.PeerNode}");
            }
        }
    }

    /// <param name="all">The offers of all nodes.</param>
    public void Connect(IReadOnlyList<ConnectionOffer> all)
    {
        var toConnect = ends.Where(end => end.Socket.Connects).Select(end => (End: end, Offer: OfferFor(end, all))).ToArray();
        foreach (var (end, _) in toConnect.Where(pair => pair.Offer is null))
            end.Husk.Fail($"{SocketMaking.What(end.Socket)}: its peer from {end.Socket.PeerNode} does not wait for it anywhere");
        for (var begin = Stopwatch.GetTimestamp(); ends.Exists(end => end.Connected is null) && Stopwatch.GetElapsedTime(begin) < Patience; Thread.Sleep(1))
        {
            foreach (var (end, offer) in toConnect.Where(pair => pair.End.Connected is null && pair.Offer is not null))
                end.GoOn(offer!);
            foreach (var (token, accepted) in listeners.Values.Distinct().SelectMany(listener => listener.Arrivals(TokenBytes)))
                Recognize(token, accepted);
        }

        foreach (var end in ends)
        {
            if (end.Connected is not null)
                end.Hand();
            else
                end.Husk.Fail($"{SocketMaking.What(end.Socket)}: its peer from {end.Socket.PeerNode} {WhyNot(end, all)}");
        }

        CloseListeners();
    }

    /// <summary>At the end what waited in the queues of the other hosts has been sent again, and has arrived there.</summary>
    public void Refill()
    {
        refill = new RemoteRefill([.. ends.Where(end => end.Connected is not null)]);
        refill.Run();
    }

    /// <summary>To be called when all hosts have refilled.</summary>
    public void Settle()
    {
        refill?.Dispose();
        ends.ForEach(end => end.Dispose());
    }

    public void Dispose()
    {
        CloseListeners();
        Settle();
    }

    private RemoteListener? ListenerOf(RemoteEndpoint end)
    {
        if (local.ListenersFor(end.Socket) is not [var first, ..] group)
            return RemoteListener.For(end.Socket, options.Address) is { } momentary ? listeners[end.Socket.OpenFileId] = momentary : null;
        // One for all that come through it, by its own id.
        foreach (var listening in group.Where(listening => !listeners.ContainsKey(listening.Socket.OpenFileId)))
            listeners.Add(listening.Socket.OpenFileId, RemoteListener.Of(listening.Husk.Fetch(listening.Socket.OpenFileId), end.Socket, options.Address));
        return listeners[first.Socket.OpenFileId];
    }

    private ConnectionOffer? OfferFor(RemoteEndpoint end, IReadOnlyList<ConnectionOffer> all) => all.FirstOrDefault(
        offer => options.Nodes.Contains(offer.AwaitedNode) && offer.AwaitedOpenFileId == end.Socket.OpenFileId && offer.OpenFileId == end.Socket.PeerOpenFileId);

    private string WhyNot(RemoteEndpoint end, IReadOnlyList<ConnectionOffer> all) => end.Socket.Connects
        ? $"was not reached at {OfferFor(end, all)?.Address} ({end.LastError})"
        : $"did not come to {offers.Find(offer => offer.OpenFileId == end.Socket.OpenFileId)?.Address}";

    /// <summary>Somebody from outside may have come, too: the restored program could not have answered him yet.</summary>
    private void Recognize(byte[] token, SafeFileHandle accepted)
    {
        var offer = offers.Find(offer => CryptographicOperations.FixedTimeEquals(offer.Token, token));
        if (offer is not null && ends.Find(end => end.Socket.OpenFileId == offer.OpenFileId && end.Connected is null) is { } end)
            end.Take(accepted);
        else
            accepted.Dispose();
    }

    private void CloseListeners()
    {
        foreach (var listener in listeners.Values)
            listener.Dispose();
        listeners.Clear();
    }
}
