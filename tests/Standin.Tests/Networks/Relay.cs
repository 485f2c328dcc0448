using System.Net;
using System.Net.Sockets;

namespace Entracte.Standin.Tests.Networks;

/// <summary>A way to another port that can be made to swallow everything, as a broken network does: nobody is told.</summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly int _target;
    private volatile bool _swallows;

    public Relay(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Swallow() => _swallows = true;

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient from)
    {
        using var to = new TcpClient();
        using (from)
        {
            await to.ConnectAsync(IPAddress.Loopback, _target, _closing.Token);
            await Task.WhenAny(CopyAsync(from.GetStream(), to.GetStream()), CopyAsync(to.GetStream(), from.GetStream()));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReadAsync(buffer, _closing.Token) is > 0 and var length)
            {
                if (!_swallows)
                    await to.WriteAsync(buffer.AsMemory(0, length), _closing.Token);
            }

            if (_swallows)
                await Task.Delay(Timeout.Infinite, _closing.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One of the two systems, or the test, is over.
        }
    }
}
