using System.Net;
using Entracte.ProcessHook.Capture.Descriptors.Sockets;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Tests.Descriptors;

public class PairsAreFoundByAddresses
{
    private static readonly IPEndPoint[] Addresses =
    [
        new(IPAddress.Loopback, 1), new(IPAddress.Loopback, 2), new(IPAddress.Parse("10.0.0.1"), 1), new(IPAddress.Loopback.MapToIPv6(), 1), new(IPAddress.IPv6Loopback, 1),
    ];

    /// <summary>Every two ends over all pairs of addresses.</summary>
    [Fact]
    public void Two_ends_are_mates_exactly_when_their_addresses_mirror_each_other()
    {
        foreach (var (local, peer) in Pairs())
        {
            foreach (var (otherLocal, otherPeer) in Pairs())
            {
                var mates = TcpPairing.Find([new(1, local, peer), new(2, otherLocal, otherPeer)]);
                var mirrored = Plain(local).Equals(Plain(otherPeer)) && Plain(peer).Equals(Plain(otherLocal));
                var isItself = Plain(local).Equals(Plain(peer));
                Assert.Equal(mirrored && !isItself, mates.GetValueOrDefault(1UL) == 2 && mates.GetValueOrDefault(2UL) == 1);
                Assert.Equal(isItself, mates.GetValueOrDefault(1UL) == 1);
            }
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("127.0.0.1", "::", true)]
    [InlineData("::ffff:127.0.0.1", "0.0.0.0", true)]
    [InlineData("::1", "0.0.0.0", false)]
    [InlineData("::1", "::", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.2", "127.0.0.1", false)]
    public void A_connection_reaches_who_listens_on_its_address(string target, string listening, bool reaches)
    {
        Assert.Equal(reaches, TcpPairing.Reaches(new IPEndPoint(IPAddress.Parse(target), 7), new IPEndPoint(IPAddress.Parse(listening), 7)));
        Assert.False(TcpPairing.Reaches(new IPEndPoint(IPAddress.Parse(target), 7), new IPEndPoint(IPAddress.Parse(listening), 8)));
    }

    /// <summary>Every state of include/net/tcp_states.h: FIN_WAIT1, FIN_WAIT2, LAST_ACK and CLOSING are those of an end that was closed and has something left to do.</summary>
    [Fact]
    public void An_end_is_closed_when_nobody_holds_it_and_the_kernel_goes_on_with_it()
    {
        var (here, there) = (InternetAddress.Of(new IPEndPoint(IPAddress.Loopback, 1)), InternetAddress.Of(new IPEndPoint(IPAddress.Loopback, 2)));
        for (byte state = 1; state <= 12; state++)
        {
            var other = new TcpTable.Entry(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 2), new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 1), state, 0);
            Assert.Equal(state is 4 or 5 or 9 or 11, new ClosedEnds([other]).ContainPeerOf(here, there));
            Assert.False(new ClosedEnds([other]).ContainPeerOf(there, here));
            Assert.False(new ClosedEnds([other]).ContainPeerOf(here, []));
            Assert.False(new ClosedEnds([other with { Inode = 7 }]).ContainPeerOf(here, there));
        }
    }

    private static IEnumerable<(IPEndPoint Local, IPEndPoint Peer)> Pairs() => Addresses.SelectMany(_ => Addresses, (local, peer) => (local, peer));

    private static IPEndPoint Plain(IPEndPoint address) => address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;
}
