using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Serialization;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>
/// The way to one address. It connects when there is something to send. When it cannot, or the connection breaks, what waits becomes dead letters, and for a
/// while (<c>retry-gate-closed-for</c>) so does everything else: nobody waits for a machine that is gone.
/// </summary>
internal sealed class Association
{
    // IPPROTO_TCP and TCP_USER_TIMEOUT, tcp(7).
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    private readonly Channel<Outgoing> _queue = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TcpTransport _transport;
    private readonly Address _remote;
    private volatile bool _isConnected;

    public Association(TcpTransport transport, Address remote)
    {
        _transport = transport;
        _remote = remote;
        _ = Task.Run(RunAsync);
    }

    public void Send(Outgoing outgoing) => _queue.Writer.TryWrite(outgoing);

    /// <summary>The end of what is sent. What has been said before a system ends is heard, where there is a connection: that it leaves, for example.</summary>
    public Task FlushAsync()
    {
        _queue.Writer.TryComplete();
        return _isConnected ? _flushed.Task : Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        long? gateClosedAt = null;
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_transport.Closing).ConfigureAwait(false))
            {
                if (gateClosedAt is { } closedAt && Stopwatch.GetElapsedTime(closedAt) < _transport.Settings.GateClosedFor)
                {
                    Bury();
                    continue;
                }

                var reason = await TalkAsync().ConfigureAwait(false);
                if (_transport.Closing.IsCancellationRequested || _queue.Reader.Completion.IsCompleted)
                    break;
                _transport.System.Log.Warning("Association with remote system {0} has failed; it is gated for {1}. Reason: [{2}]", _remote, _transport.Settings.GateClosedFor, reason);
                gateClosedAt = Stopwatch.GetTimestamp();
                Bury();
            }
        }
        catch (OperationCanceledException) when (_transport.Closing.IsCancellationRequested)
        {
            // The system ends; what still waits is lost with it, as Akka would lose it.
        }
        finally
        {
            _flushed.TrySetResult();
        }
    }

    /// <summary>Connects and sends until the connection ends.</summary>
    /// <returns>Why it has ended.</returns>
    private async Task<string> TalkAsync()
    {
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(_transport.Closing);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            // Left alone, TCP tries a dead way for a quarter of an hour, less and less often, while a new one may have been there for long.
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)_transport.Settings.SilenceMax.TotalMilliseconds));
            await using var stream = await ConnectAsync(socket, ending.Token).ConfigureAwait(false);
            _transport.Provider.Watches.Heard(_remote);
            var listening = ListenAsync(stream, ending);
            _isConnected = true;
            try
            {
                foreach (var watching in _transport.Provider.Watches.Of(_remote))
                    await WriteAsync(stream, watching, ending.Token).ConfigureAwait(false);
                while (await _queue.Reader.WaitToReadAsync(ending.Token).ConfigureAwait(false))
                {
                    while (_queue.Reader.TryRead(out var outgoing))
                        await WriteAsync(stream, outgoing, ending.Token).ConfigureAwait(false);
                }

                return "nothing is sent any more";
            }
            catch (OperationCanceledException)
            {
                return await listening.ConfigureAwait(false);
            }
            finally
            {
                _isConnected = false;
                await ending.CancelAsync().ConfigureAwait(false);
                await listening.ConfigureAwait(false);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or InvalidDataException)
        {
            return broken.Message;
        }
        catch (System.Security.Authentication.AuthenticationException refused)
        {
            return $"{refused.Message} {refused.InnerException?.Message}";
        }
    }

    private async Task<Stream> ConnectAsync(Socket socket, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_transport.Settings.ConnectionTimeout);
        var host = _remote.Host;
        if (IPAddress.TryParse(host, out var address))
            await socket.ConnectAsync(new IPEndPoint(address, _remote.Port!.Value), patience.Token).ConfigureAwait(false);
        else
            await socket.ConnectAsync(new DnsEndPoint(host, _remote.Port!.Value), patience.Token).ConfigureAwait(false);
        Stream stream = new NetworkStream(socket);
        if (_transport.Settings.EnableSsl)
            stream = await Tls.AsClientAsync(stream, _transport.Settings, patience.Token).ConfigureAwait(false);
        var hello = Frames.Of(FrameKind.Hello, frame =>
        {
            frame.Write(Frames.Magic);
            frame.Write(_transport.LocalAddress.ToString());
            frame.Write(_remote.ToString());
        });
        await stream.WriteAsync(hello, patience.Token).ConfigureAwait(false);
        using var answer = await Frames.ReadAsync(stream, _transport.Settings.FrameBytesMax, patience.Token).ConfigureAwait(false)
            ?? throw new IOException("the other side closed the connection instead of a welcome");
        return answer.ReadKind() == FrameKind.Welcome ? stream : throw new InvalidDataException("no welcome, and no Akka stand-in at the other end");
    }

    /// <summary>The other side only answers heartbeats here; its end of the connection ends ours.</summary>
    private async Task<string> ListenAsync(Stream stream, CancellationTokenSource ending)
    {
        try
        {
            while (await Frames.ReadAsync(stream, _transport.Settings.FrameBytesMax, ending.Token).ConfigureAwait(false) is { } answer)
            {
                answer.Dispose();
                _transport.Provider.Watches.Heard(_remote);
            }

            return "the other side closed the connection";
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or InvalidDataException or ObjectDisposedException)
        {
            return broken.Message;
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(Stream stream, Outgoing outgoing, CancellationToken cancellation)
    {
        byte[] frame;
        try
        {
            frame = Wire.Write(_transport, outgoing);
            if (frame.Length > _transport.Settings.FrameBytesMax)
                throw new SerializationException($"{frame.Length} bytes are more than akka.remote.dot-netty.tcp.maximum-frame-size allows ({_transport.Settings.FrameBytesMax})");
        }
        catch (Exception unserializable) when (unserializable is not OperationCanceledException)
        {
            _transport.System.Log.Error(unserializable, "{0} to {1} was not sent: {2}", outgoing.GetType().Name, _remote, unserializable.Message);
            return;
        }

        await stream.WriteAsync(frame, cancellation).ConfigureAwait(false);
    }

    private void Bury()
    {
        while (_queue.Reader.TryRead(out var outgoing))
        {
            if (outgoing is Outgoing.Told told)
                Bury(told.Message, told.Sender, told.Recipient);
            else if (outgoing is Outgoing.Selection selection)
                Bury(selection.Message.Message, selection.Sender, selection.Root);
        }
    }

    private void Bury(object message, IActorRef sender, IActorRef recipient) =>
        _transport.System.DeadLetters.Tell(new DeadLetter(message, sender ?? _transport.System.DeadLetters, recipient), sender);
}
