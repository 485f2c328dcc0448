using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>
/// One listening socket, and one outgoing connection per system that is spoken to. What is sent to one address keeps its order; what comes in is
/// delivered by the task of its connection.
/// </summary>
internal sealed class TcpTransport(ActorSystemImpl system, RemoteActorRefProvider provider) : IDisposable
{
    private readonly ConcurrentDictionary<Address, Association> _associations = new();
    private readonly CancellationTokenSource _closing = new();
    private Socket _listener;

    public Address LocalAddress { get; private set; }

    public TransportSettings Settings { get; private set; }

    public ActorSystemImpl System => system;

    public RemoteActorRefProvider Provider => provider;

    public CancellationToken Closing => _closing.Token;

    public void Listen()
    {
        Settings = new TransportSettings(system.Settings.Config);
        var address = Settings.BindsAnywhere ? IPAddress.Any : Resolve(Settings.Hostname);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Linux keeps the port of a system that has just ended for its old connections; a new one may listen there all the same.
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Bind(new IPEndPoint(address, Settings.Port));
        }
        catch (SocketException taken)
        {
            throw new RemoteTransportException($"Failed to bind {Settings.Hostname}:{Settings.Port}: {taken.Message}", taken);
        }

        _listener.Listen(Settings.Backlog);
        var port = Settings.PublicPort > 0 ? Settings.PublicPort : ((IPEndPoint)_listener.LocalEndPoint).Port;
        LocalAddress = new Address(Settings.Protocol, system.Name, Settings.PublicHostname, port);
        system.Log.Info("Remoting now listens on addresses: [{0}]", LocalAddress);
        _ = Task.Run(AcceptAsync);
    }

    public Association To(Address address) => _associations.GetOrAdd(address, where => new Association(this, where));

    public void Dispose()
    {
        Task.WaitAll([.. _associations.Values.Select(association => association.FlushAsync())], Settings?.FlushWait ?? TimeSpan.Zero);
        _closing.Cancel();
        _listener?.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_closing.Token).ConfigureAwait(false);
                _ = Task.Run(() => new Inbound(this, socket).ServeAsync());
            }
            catch (Exception ended) when (_closing.IsCancellationRequested && ended is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (SocketException failure)
            {
                // A connection that broke before it was accepted, or no descriptor left for it; the next one may fare better.
                system.Log.Warning("A connection could not be accepted: {0}", failure.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
        }
    }

    private static IPAddress Resolve(string host) => IPAddress.TryParse(host, out var address)
        ? address
        : Dns.GetHostAddresses(host).OrderBy(found => found.AddressFamily != AddressFamily.InterNetwork).First();
}
