using System.Net;
using System.Net.Sockets;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Connections;
using Entracte.ProcessHook.Restore.Descriptors;
using Socket = System.Net.Sockets.Socket;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>A restored UDP socket to which another host had sent datagrams, or which had sent some to another host, where they waited. The test is the other host.</summary>
public sealed class DatagramsFromElsewhere : IDisposable
{
    private const int Pid = 1001;
    private const ulong Id = 1;
    private static readonly byte[] First = [1, 2, 3], Second = [4];

    /// <summary>RFC 5737: nobody's.</summary>
    private static readonly IPEndPoint Elsewhere = new(IPAddress.Parse("203.0.113.9"), 4000);

    private readonly EmptyHusk husk = new(Pid);
    private readonly Socket other = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint own;

    public DatagramsFromElsewhere()
    {
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        own = (IPEndPoint)free.LocalEndPoint!;
    }

    [Theory]
    [InlineData(2, "")]
    [InlineData(1, "1 of the datagrams")]
    [InlineData(0, "2 of the datagrams")]
    public void The_others_are_asked_for_what_waits_and_what_does_not_come_is_told(int sent, string note)
    {
        using var restore = Open(First, Second);
        var offer = Assert.Single(restore.Offers);
        Assert.Equal((own.ToString(), Elsewhere.ToString()), (offer.Address, offer.AwaitedAddress));
        Assert.Equal([First, Second], offer.Datagrams);
        restore.Connect(restore.Offers);
        restore.Refill();
        foreach (var datagram in offer.Datagrams.Take(sent))
            other.SendTo(datagram, own);
        restore.Settle();
        Assert.Equal(note.Length == 0 ? 0 : 1, restore.Notes.Count(each => each.StartsWith(note, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_another_host_asks_for_is_sent_again_from_the_socket_that_had_sent_it()
    {
        using var restore = Open();
        Assert.Empty(restore.Offers);
        var to = other.LocalEndPoint!.ToString()!;
        restore.Connect([
            new ConnectionOffer { Address = to, AwaitedAddress = own.ToString(), Datagrams = [First, Second] },
            new ConnectionOffer { Address = to, AwaitedAddress = Elsewhere.ToString(), Datagrams = [[9]] },
        ]);
        restore.Refill();
        restore.Settle();
        foreach (var expected in new[] { First, Second })
        {
            var into = new byte[10];
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            Assert.Equal(expected.Length, other.ReceiveFrom(into, ref from));
            Assert.Equal((expected[0], own), (into[0], (IPEndPoint)from));
        }

        Assert.Equal(0, other.Available);
        Assert.Empty(restore.Notes);
    }

    public void Dispose()
    {
        other.Dispose();
        husk.Dispose();
    }

    private DescriptorRestore Open(params byte[][] waiting)
    {
        var image = new ProcessFileRecord
        {
            Process = new ProcessRecord { Pid = Pid },
            OpenFiles =
            [
                new InternetSocketRecord
                {
                    OpenFileId = Id, StatusFlags = 2, Family = (int)AddressFamily.InterNetwork, Type = (int)SocketType.Dgram, Protocol = (int)ProtocolType.Udp, LocalAddress = InternetAddress.Of(own),
                },
            ],
            Descriptors = [new DescriptorRecord { Number = 10, OpenFileId = Id }],
            Queues = [new QueueRecord { OwnerId = Id, Portions = [.. waiting.Select(bytes => new QueuePortionRecord { Bytes = bytes, SenderAddress = InternetAddress.Of(Elsewhere) })] }],
        };
        var restore = new DescriptorRestore(
            [new RestoredMember(husk.Servers[0], image, husk.Servers[0].MoveSocket, (_, _) => { })],
            new DescriptorRestoreOptions { Nodes = new HashSet<string> { "here" }, Address = IPAddress.Parse("192.0.2.77") });
        restore.OpenAll();
        return restore;
    }
}
