using System.Net;
using System.Net.Sockets;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Restore.Descriptors;
using Socket = System.Net.Sockets.Socket;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Through one listening socket came a connection from its own host and one from another, and one waits that nobody has accepted. The test is the other host.</summary>
public sealed class AListenerIsShared : IDisposable
{
    private const int Pid = 1001;
    private const int TCP_LISTEN = 10;
    private const int O_RDWR = 2;
    private const ulong Listener = 1, Accepted = 2, Client = 3, FromElsewhere = 4, Waiting = 5, Elsewhere = 77;

    private readonly EmptyHusk husk = new(Pid);
    private readonly int[] ports = FreePorts(4);

    [Fact]
    public void Everybody_gets_his_own_connection_whoever_comes_first()
    {
        using var restore = new DescriptorRestore(
            [new RestoredMember(husk.Servers[0], Image(), husk.Servers[0].MoveSocket, (_, _) => { })],
            new DescriptorRestoreOptions { Nodes = new HashSet<string> { "here" } });
        restore.OpenAll();
        var offer = Assert.Single(restore.Offers);
        Assert.Equal((FromElsewhere, Elsewhere, "there"), (offer.OpenFileId, offer.AwaitedOpenFileId, offer.AwaitedNode));

        // The other host is faster.
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(At(ports[2]));
        other.Connect(IPEndPoint.Parse(offer.Address));
        other.Send(offer.Token);
        restore.Connect(restore.Offers);

        Assert.True(other.Poll(0, SelectMode.SelectWrite));
        Assert.False(other.Poll(0, SelectMode.SelectRead), "a connection that was taken for somebody else's is closed");
        Assert.Equal(1, WhoWait());
    }

    public void Dispose() => husk.Dispose();

    private ProcessFileRecord Image()
    {
        InternetSocketRecord Socket(ulong id, SocketState state, int port, int peerPort = 0) => new()
        {
            OpenFileId = id, StatusFlags = O_RDWR, Family = (int)AddressFamily.InterNetwork, Type = (int)SocketType.Stream, Protocol = (int)ProtocolType.Tcp, State = state,
            LocalAddress = InternetAddress.Of(At(port)),
            PeerAddress = peerPort == 0 ? [] : InternetAddress.Of(At(peerPort)),
        };
        OpenFileRecord[] sockets =
        [
            Socket(Listener, SocketState.Listening, ports[0]) with { Backlog = 8 },
            Socket(Accepted, SocketState.Connected, ports[0], ports[1]) with { PeerOpenFileId = Client },
            Socket(Client, SocketState.Connected, ports[1], ports[0]) with { PeerOpenFileId = Accepted },
            Socket(FromElsewhere, SocketState.Connected, ports[0], ports[2]) with { PeerOpenFileId = Elsewhere, PeerNode = "there" },
            Socket(Waiting, SocketState.AwaitingAccept, ports[3], ports[0]) with { PeerOpenFileId = Listener },
        ];
        return new ProcessFileRecord
        {
            Process = new ProcessRecord { Pid = Pid },
            OpenFiles = sockets,
            Descriptors = [.. sockets.Select((socket, index) => new DescriptorRecord { Number = 10 + index, OpenFileId = socket.OpenFileId })],
        };
    }

    /// <summary>The connections that wait to be accepted (proc_pid_net(5): what else is the queue of received bytes, of a listening socket is that).</summary>
    private int WhoWait() => File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields[1].EndsWith($":{ports[0]:X4}", StringComparison.Ordinal) && Convert.ToInt32(fields[3], 16) == TCP_LISTEN)
        .Sum(fields => Convert.ToInt32(fields[4].Split(':')[1], 16));

    private static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    private static int[] FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        foreach (var socket in sockets)
            socket.Bind(At(0));
        var ports = sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port).ToArray();
        foreach (var socket in sockets)
            socket.Dispose();
        return ports;
    }
}
