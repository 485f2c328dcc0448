using System.Diagnostics;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>
/// What waited in the queue of one end must be sent again by the other one, on another host, and the image of it is here. So each end first gives the other what has to come
/// back, over the connection itself; then each sends it back, and there it stays.
/// </summary>
internal sealed class RemoteRefill(IReadOnlyList<RemoteEndpoint> ends) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly OpenWindows windows = new();

    public void Run()
    {
        var exchanges = ends.Select(end => new RefillExchange(end)).ToArray();
        if (!Until(() => exchanges.Count(exchange => !exchange.GoOn()) == 0, exchanges, exchange => !exchange.IsExchanged, "was not told to its peer's host"))
            return;
        foreach (var exchange in exchanges)
            windows.Add(exchange.End.Connected!, exchange.OwnBytes);
        windows.Begin();
        if (!Until(() => exchanges.Count(exchange => !exchange.SendBack()) == 0, exchanges, exchange => !exchange.IsSentBack, "cannot be sent again"))
            return;
        Until(() => exchanges.All(HasArrived), exchanges, exchange => !HasArrived(exchange), "does not fit into its queue again");
    }

    /// <summary>To be called when all hosts are through: until then the others may still be sending.</summary>
    public void Dispose() => windows.Dispose();

    private static string Waited(RefillExchange exchange)
        => $"What waited at the other end of the socket {SocketMaking.Name(exchange.End.Socket)}, which was on {exchange.End.Socket.PeerNode},";

    private static bool HasArrived(RefillExchange exchange) => Ioctl.ReadInt32(exchange.End.Connected!, Ioctl.SIOCOUTQ) == 0;

    private static bool Until(Func<bool> isDone, RefillExchange[] exchanges, Func<RefillExchange, bool> isLate, string what)
    {
        for (var begin = Stopwatch.GetTimestamp(); !isDone(); Thread.Sleep(1))
        {
            if (Stopwatch.GetElapsedTime(begin) < Patience && !exchanges.Any(exchange => exchange.Error is not null))
                continue;
            foreach (var exchange in exchanges.Where(exchange => exchange.Error is not null || isLate(exchange)))
                exchange.End.Husk.Fail($"{Waited(exchange)} {what}{(exchange.Error is { } why ? $" ({why})" : "")}");
            return false;
        }

        return true;
    }
}
