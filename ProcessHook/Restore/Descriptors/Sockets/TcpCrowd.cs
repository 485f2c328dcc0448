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

    private readonly Dictionary<IPEndPoint, TcpPair> coming = [];
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
            if (coming.TryAdd(name, pair))
                begun.Add(new Arrival(pair, name, TcpConnecting.Begin(pair.Client, pair.Client.Socket.LocalAddress, pair.Server.Socket.LocalAddress)));
            else
                late.Add(pair);
        }

        return begun;
    }

    /// <summary>How their attempts have ended is known.</summary>
    private void Accept(List<Arrival> expected)
    {
        foreach (var failed in expected.Where(arrival => TcpConnecting.End(arrival.Pair.Client, arrival.Attempt) != 0))
        {
            coming.Remove(failed.Name);
            late.Add(failed.Pair);
        }

        // Somebody from outside may come, too, whom the restored program could not have answered yet.
        for (var begin = Stopwatch.GetTimestamp(); CountComing() is > 0 and var count && Stopwatch.GetElapsedTime(begin) < TcpConnecting.Patience;)
        {
            if (!listeners.Select(listener => HasAccepted(listener, count)).ToArray().Contains(true))
                Thread.Sleep(1);
        }

        foreach (var missing in expected.Where(arrival => coming.Remove(arrival.Name)))
        {
            missing.Pair.Client.Husk.Forget(missing.Pair.Client.Socket.OpenFileId);
            missing.Pair.Client.Husk.Send();
            late.Add(missing.Pair);
        }

        int CountComing() => expected.Count(arrival => coming.ContainsKey(arrival.Name));
    }

    private bool HasAccepted(TcpListening listener, int most)
    {
        var arrivals = TcpConnecting.Accept(listener, most);
        foreach (var (number, peer) in arrivals)
        {
            if (coming.Remove(TcpPairing.Plain(InternetAddress.Parse(peer)), out var pair))
                listener.Husk.Adopt(pair.Server.Socket.OpenFileId, number);
            else
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
