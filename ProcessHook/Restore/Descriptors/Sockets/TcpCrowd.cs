using System.Diagnostics;
using System.Net;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// Connects many through one listening socket, some at a time: a message to a husk and its answer take as long as dozens of the calls that are in it. While some are
/// accepted, the next ones are connected already.
/// </summary>
/// <param name="listeners">All come to one of these, whichever.</param>
internal sealed class TcpCrowd(IReadOnlyList<TcpListening> listeners)
{
    /// <summary>So many wait to be accepted at most; the listening socket's backlog must have room for them (listen(2)).</summary>
    public const int WaitingMost = 2 * AtOnce;

    private const int AtOnce = 64;

    /// <summary>By the address that it comes from, who has connected and was not accepted yet.</summary>
    private readonly Dictionary<IPEndPoint, TcpPair> coming = [];

    /// <summary>Who was accepted before it was known that he connects: one of the next, or somebody from outside, whom the restored program could not have answered yet.</summary>
    private readonly Dictionary<IPEndPoint, (HuskDescriptors Husk, int Number)> early = [];

    private readonly HashSet<IPEndPoint> names = [];
    private readonly List<TcpPair> late = [];

    /// <returns>Those that could not be connected, for whatever reason; nothing is left of them.</returns>
    public IReadOnlyList<TcpPair> Connect(IReadOnlyList<TcpPair> pairs)
    {
        var last = new List<Arrival>();
        foreach (var some in pairs.Chunk(AtOnce))
        {
            var next = Begin(some);
            foreach (var husk in HusksOf(next).Union(HusksOf(last)))
                husk.Post();
            Accept(last);
            last = next;
        }

        foreach (var husk in HusksOf(last))
            husk.Send();
        Accept(last);
        foreach (var (husk, number) in early.Values)
        {
            husk.Begin();
            husk.Close(number);
            husk.Send();
        }

        return late;
    }

    private static IEnumerable<HuskDescriptors> HusksOf(IEnumerable<Arrival> arrivals) => arrivals.Select(arrival => arrival.Pair.Client.Husk).Distinct();

    private static IPEndPoint NameOf(TcpEnd end) => TcpPairing.Plain(InternetAddress.Parse(end.Socket.LocalAddress));

    private List<Arrival> Begin(TcpPair[] some)
    {
        var begun = new List<Arrival>(some.Length);
        foreach (var pair in some)
        {
            var name = NameOf(pair.Client);
            // Two of one address could not be told apart when they come.
            if (names.Add(name))
                begun.Add(new Arrival(pair, name, TcpConnecting.Begin(pair.Client, pair.Client.Socket.LocalAddress, pair.Server.Socket.LocalAddress)));
            else
                late.Add(pair);
        }

        return begun;
    }

    /// <summary>How their attempts have ended is known.</summary>
    private void Accept(List<Arrival> expected)
    {
        foreach (var (pair, name, attempt) in expected)
        {
            if (TcpConnecting.End(pair.Client, attempt) != 0)
                late.Add(pair);
            else if (early.Remove(name, out var there))
                there.Husk.Adopt(pair.Server.Socket.OpenFileId, there.Number);
            else
                coming.Add(name, pair);
        }

        for (var begin = Stopwatch.GetTimestamp(); coming.Count > 0 && Stopwatch.GetElapsedTime(begin) < TcpConnecting.Patience;)
        {
            if (!listeners.Select(HasAccepted).ToArray().Contains(true))
                Thread.Sleep(1);
        }

        foreach (var missing in coming.Values)
        {
            missing.Client.Husk.Forget(missing.Client.Socket.OpenFileId);
            missing.Client.Husk.Send();
            late.Add(missing);
        }

        coming.Clear();
    }

    private bool HasAccepted(TcpListening listener)
    {
        var arrivals = TcpConnecting.Accept(listener, coming.Count);
        foreach (var (number, peer) in arrivals)
        {
            var name = TcpPairing.Plain(InternetAddress.Parse(peer));
            if (coming.Remove(name, out var pair))
                listener.Husk.Adopt(pair.Server.Socket.OpenFileId, number);
            else if (!early.TryAdd(name, (listener.Husk, number)))
                listener.Husk.Close(number);
        }

        listener.Husk.Send();
        return arrivals.Count > 0;
    }

    /// <summary>One that begins to connect.</summary>
    /// <param name="Pair">Who.</param>
    /// <param name="Name">The address by which it is known when it comes.</param>
    /// <param name="Attempt">How that ends.</param>
    private sealed record Arrival(TcpPair Pair, IPEndPoint Name, TcpConnecting.Attempt Attempt);
}
