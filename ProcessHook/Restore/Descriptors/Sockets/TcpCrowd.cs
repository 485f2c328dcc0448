using System.Diagnostics;
using System.Net;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>Connects many through one listening socket, some at a time: a message to a husk and its answer take as long as dozens of the calls that are in it.</summary>
internal static class TcpCrowd
{
    /// <summary>So many wait to be accepted at most; the listening socket's backlog must have room for them (listen(2)).</summary>
    public const int AtOnce = 64;

    /// <param name="pairs">All of them come to one of these listening sockets, whichever.</param>
    /// <returns>Those that could not be connected, for whatever reason; nothing is left of them.</returns>
    public static List<TcpPair> Connect(IReadOnlyList<TcpPair> pairs, IReadOnlyList<TcpListening> listeners)
    {
        var late = new List<TcpPair>();
        foreach (var some in pairs.Chunk(AtOnce))
        {
            var coming = new Dictionary<IPEndPoint, TcpPair>();
            foreach (var pair in Begin(some))
            {
                if (!coming.TryAdd(NameOf(pair.Client), pair))
                    GiveUp(pair);
            }

            Accept(coming, listeners);
            foreach (var pair in coming.Values)
                GiveUp(pair);
        }

        return late;

        void GiveUp(TcpPair pair)
        {
            pair.Client.Husk.Forget(pair.Client.Socket.OpenFileId);
            pair.Client.Husk.Send();
            late.Add(pair);
        }

        List<TcpPair> Begin(TcpPair[] some)
        {
            var attempts = some.Select(pair => (Pair: pair, Attempt: TcpConnecting.Begin(pair.Client, pair.Client.Socket.LocalAddress, pair.Server.Socket.LocalAddress))).ToList();
            foreach (var husk in some.Select(pair => pair.Client.Husk).Distinct())
                husk.Send();
            late.AddRange(attempts.Where(each => TcpConnecting.End(each.Pair.Client, each.Attempt) != 0).Select(each => each.Pair));
            return [.. attempts.Where(each => each.Attempt.Error == 0).Select(each => each.Pair)];
        }
    }

    /// <summary>Somebody from outside may come, too, whom the restored program could not have answered yet.</summary>
    private static void Accept(Dictionary<IPEndPoint, TcpPair> coming, IReadOnlyList<TcpListening> listeners)
    {
        for (var begin = Stopwatch.GetTimestamp(); coming.Count > 0 && Stopwatch.GetElapsedTime(begin) < TcpConnecting.Patience;)
        {
            if (!listeners.Select(listener => HasAccepted(coming, listener)).ToArray().Contains(true))
                Thread.Sleep(1);
        }
    }

    private static bool HasAccepted(Dictionary<IPEndPoint, TcpPair> coming, TcpListening listener)
    {
        var arrivals = TcpConnecting.Accept(listener, coming.Count);
        foreach (var (number, peer) in arrivals)
        {
            listener.Husk.Begin();
            if (coming.Remove(TcpPairing.Plain(InternetAddress.Parse(peer)), out var pair))
                listener.Husk.Keep(pair.Server.Socket.OpenFileId, number, SocketMaking.What(pair.Server.Socket));
            else
                listener.Husk.Close(number);
        }

        listener.Husk.Send();
        return arrivals.Count > 0;
    }

    private static IPEndPoint NameOf(TcpEnd end) => TcpPairing.Plain(InternetAddress.Parse(end.Socket.LocalAddress));
}
