using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>A connection that another system has made; nothing is delivered before it has said who it is and whom it means.</summary>
internal sealed class Inbound(TcpTransport transport, Socket socket)
{
    public async Task ServeAsync()
    {
        var from = socket.RemoteEndPoint?.ToString() ?? "a stranger";
        try
        {
            using (socket)
            {
                socket.NoDelay = true;
                await using var stream = await WelcomeAsync().ConfigureAwait(false);
                while (await Frames.ReadAsync(stream, transport.Settings.FrameBytesMax, transport.Closing).ConfigureAwait(false) is { } frame)
                    await ServeAsync(frame, stream).ConfigureAwait(false);
            }
        }
        catch (Exception refused) when (refused is AuthenticationException or InvalidDataException)
        {
            transport.System.Log.Warning("Refused a connection from {0}: {1} {2}", from, refused.Message, refused.InnerException?.Message ?? "");
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            transport.System.Log.Debug("The connection from {0} has ended: {1}", from, ended.Message);
        }
    }

    private async Task<Stream> WelcomeAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(transport.Closing);
        patience.CancelAfter(transport.Settings.ConnectionTimeout);
        Stream stream = new NetworkStream(socket);
        if (transport.Settings.EnableSsl)
            stream = await Tls.AsServerAsync(stream, transport.Settings, patience.Token).ConfigureAwait(false);
        using var hello = await Frames.ReadAsync(stream, transport.Settings.FrameBytesMax, patience.Token).ConfigureAwait(false)
            ?? throw new IOException("it closed the connection without a word");
        if (hello.ReadKind() != FrameKind.Hello || hello.ReadString() != Frames.Magic)
            throw new InvalidDataException("it does not speak this protocol");
        var sender = hello.ReadString();
        var meant = hello.ReadString();
        if (meant != transport.LocalAddress.ToString())
            throw new InvalidDataException($"{sender} means {meant}, this is {transport.LocalAddress}");
        await stream.WriteAsync(Frames.Of(FrameKind.Welcome), patience.Token).ConfigureAwait(false);
        return stream;
    }

    private async Task ServeAsync(BinaryReader frame, Stream stream)
    {
        using (frame)
        {
            var kind = frame.ReadKind();
            if (kind == FrameKind.Heartbeat)
            {
                await stream.WriteAsync(Frames.Of(FrameKind.HeartbeatAnswer), transport.Closing).ConfigureAwait(false);
                return;
            }

            try
            {
                Wire.Deliver(transport, kind, frame);
            }
            catch (Exception undeliverable) when (undeliverable is not OutOfMemoryException)
            {
                // One message that nobody understands is no reason to lose those behind it.
                transport.System.Log.Error(undeliverable, "A message from another system was not delivered: {0}", undeliverable.Message);
            }
        }
    }
}
