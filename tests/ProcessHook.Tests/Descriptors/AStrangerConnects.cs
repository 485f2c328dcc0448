using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture;
using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Restore.Descriptors;
using Socket = System.Net.Sockets.Socket;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>Somebody from outside is faster than those whose connections come back, and gets none of them.</summary>
public sealed class AStrangerConnects : IDisposable
{
    private const int Pid = 1001;
    private const int O_RDWR = 2;
    private const ulong Listener = 100;
    private const int Pairs = 3;

    private readonly EmptyHusk husk = new(Pid);
    private readonly int[] ports = FreePorts(Pairs + 1);
    private readonly List<Socket> strangers = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Everybody_else_gets_his_own_connection(bool listensStill)
    {
        var image = Image(listensStill);
        using var restore = new DescriptorRestore([new RestoredMember(new Watched(husk.Servers[0], Intrude), image, husk.Servers[0].MoveSocket, (_, _) => { })], new DescriptorRestoreOptions());
        restore.OpenAll();
        restore.Connect();
        restore.Refill();
        restore.Place();

        Assert.Equal(Pairs, strangers.Count);
        Assert.All(strangers, stranger => Assert.True(stranger.Poll(0, SelectMode.SelectRead) && stranger.Available == 0, "a stranger's connection is closed"));
        using var again = DescriptorCapture.Take(
            [new DescriptorSource(husk.Servers[0].HostPid, Pid, new HashSet<int> { husk.Servers[0].SocketDescriptor })], new ImageIds(), new DescriptorPolicy());
        Assert.Empty(again.Obstacles);
        Assert.Equal(Connections(image.OpenFiles), Connections(again.Of(husk.Servers[0].HostPid).OpenFiles));
    }

    public void Dispose()
    {
        strangers.ForEach(stranger => stranger.Dispose());
        husk.Dispose();
    }

    /// <summary>As soon as somebody listens there, and before anything else happens.</summary>
    private void Intrude()
    {
        while (strangers.Count < Pairs)
        {
            var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                stranger.Connect(At(ports[0]));
                strangers.Add(stranger);
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                stranger.Dispose();
                return;
            }
        }
    }

    private ProcessFileRecord Image(bool listensStill)
    {
        InternetSocketRecord Socket(ulong id, SocketState state, int port, int peerPort = 0, ulong peer = 0) => new()
        {
            OpenFileId = id, StatusFlags = O_RDWR, Family = (int)AddressFamily.InterNetwork, Type = (int)SocketType.Stream, Protocol = (int)ProtocolType.Tcp, State = state,
            LocalAddress = InternetAddress.Of(At(port)),
            PeerAddress = peerPort == 0 ? [] : InternetAddress.Of(At(peerPort)),
            PeerOpenFileId = peer,
            Backlog = state == SocketState.Listening ? 8 : 0,
        };
        InternetSocketRecord[] Pair(int number)
        {
            var (server, client) = (2UL * (ulong)number, 2UL * (ulong)number + 1);
            return [Socket(server, SocketState.Connected, ports[0], ports[number], client), Socket(client, SocketState.Connected, ports[number], ports[0], server)];
        }

        OpenFileRecord[] sockets = [.. listensStill ? new[] { Socket(Listener, SocketState.Listening, ports[0]) } : [], .. Enumerable.Range(1, Pairs).SelectMany(Pair)];
        return new ProcessFileRecord
        {
            Process = new ProcessRecord { Pid = Pid },
            OpenFiles = sockets,
            Descriptors = [.. sockets.Select((socket, index) => new DescriptorRecord { Number = 10 + index, OpenFileId = socket.OpenFileId })],
        };
    }

    private static IEnumerable<string> Connections(IEnumerable<OpenFileRecord> files) => files.OfType<InternetSocketRecord>().Where(socket => socket.State == SocketState.Connected)
        .Select(socket => $"{InternetAddress.Text(socket.LocalAddress)} {InternetAddress.Text(socket.PeerAddress)}").Order();

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

    /// <summary>Something is done before each message.</summary>
    private sealed class Watched(ISyscallServer server, Action before) : ISyscallServer
    {
        public int HostPid => server.HostPid;

        public int LivingTid => server.LivingTid;

        public SyscallReply Run(SyscallBatch batch)
        {
            before();
            return server.Run(batch);
        }

        public RunningBatch Start(SyscallBatch batch)
        {
            before();
            return server.Start(batch);
        }

        public int[] SendDescriptors(params ReadOnlySpan<SafeHandle> handles) => server.SendDescriptors(handles);

        public void WritePages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs, Func<bool>? meanwhile = null)
            => server.WritePages(remoteDescriptor, fileOffset, runs, meanwhile);

        public void ReadPages(int remoteDescriptor, long fileOffset, ReadOnlySpan<PageRun> runs) => server.ReadPages(remoteDescriptor, fileOffset, runs);
    }
}
