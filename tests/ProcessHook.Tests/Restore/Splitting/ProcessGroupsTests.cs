using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Restore.Splitting;

namespace Entracte.ProcessHook.Tests.Restore.Splitting;

/// <summary>Three processes, 10, 20 and 30, each by itself but for what a row of the table gives them.</summary>
public sealed class ProcessGroupsTests
{
    public static TheoryData<string, string, string> Shared => new()
    {
        { "nothing", "10|20|30", "" },
        { "parent", "10,20|30", "20 is a child of 10" },
        { "session", "10,20|30", "session" },
        { "group", "10|20,30", "process group" },
        { "a session that is not theirs", "10|20|30", "" },
        { "open file", "10,20|30", "descriptor 5" },
        { "device", "10|20|30", "" },
        { "stream from outside", "10|20|30", "" },
        { "pipe", "10,30|20", "pipe:[1]" },
        { "unix", "10,20|30", "unix socket" },
        { "epoll", "10,20|30", "epoll" },
        { "pidfd", "10,20|30", "pidfd" },
        { "signalled", "10,20|30", "signals about" },
        { "memory", "10,20|30", "memory" },
        { "file mapped to be written", "10,20|30", "/data" },
        { "file mapped to be read", "10|20|30", "" },
        { "terminal", "10,20|30", "/dev/pts/7" },
        { "descriptor in flight", "10,20|30", "sent a descriptor" },
        { "semaphores", "10,20,30", "System V semaphores 4" },
        { "posix queue", "10,20|30", "/queue" },
        { "tcp", "10|20|30", "" },
        { "tcp over loopback", "10,20|30", "loopback" },
        { "tcp6 over loopback", "10,20|30", "loopback" },
        { "tcp not accepted", "10,20|30", "10.0.0.1:7000" },
        { "udp over loopback", "10,20|30", "127.0.0.1:7000" },
        { "datagram over loopback", "10,20|30", "127.0.0.1:7000" },
        { "udp", "10|20|30", "" },
        { "port", "10,20|30", "bound to 0.0.0.0:7000" },
        { "pipe to one, memory with another", "10,20,30", "pipe:[1]" },
    };

    [Theory]
    [MemberData(nameof(Shared))]
    public void Processes_hang_together_that_share_what_two_hosts_cannot(string shared, string expected, string why)
    {
        var groups = ProcessGroups.Of(Processes.Sharing(shared));
        Assert.Equal(expected, string.Join('|', groups.Groups.Select(group => string.Join(',', group))));
        Assert.Equal(3 - groups.Groups.Count, groups.Ties.Count);
        if (why.Length > 0)
            Assert.Contains(groups.Ties, tie => tie.ToString().Contains(why, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nothing", 3, "10|20|30")]
    [InlineData("nothing", 2, "10,30|20")]
    [InlineData("parent", 2, "10,20|30")]
    [InlineData("group", 2, "10|20,30")]
    public void They_are_spread_so_that_every_host_has_about_as_many(string shared, int hosts, string expected)
        => Assert.Equal(expected, string.Join('|', ProcessGroups.Of(Processes.Sharing(shared)).Spread("a", hosts).Select(share => string.Join(',', share.Order()))));

    [Fact]
    public void Fewer_groups_than_hosts_are_refused_with_all_that_ties_them()
    {
        var refused = Assert.Throws<ObstaclesException>(() => ProcessGroups.Of(Processes.Sharing("pipe to one, memory with another")).Spread("a", 2));
        Assert.Contains("What was on a cannot be spread over 2 hosts: they all hang together", refused.Message, StringComparison.Ordinal);
        Assert.Equal([30, 20], refused.Obstacles.OrderBy(obstacle => obstacle.What.Contains("memory", StringComparison.Ordinal)).Select(obstacle => obstacle.Pid));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_connection_between_two_shares_is_one_between_hosts_and_the_end_that_listens_waits(int index)
    {
        var split = NodeSplit.Of(new NodeShare("a", index, 2), Processes.Sharing("tcp and listener"));
        var sockets = split.Processes.Values.SelectMany(record => record.OpenFiles).OfType<InternetSocketRecord>().Where(socket => socket.State == SocketState.Connected).ToArray();
        var between = Assert.Single(sockets, socket => socket.PeerNode.Length > 0);
        Assert.Equal("a", between.PeerNode);
        Assert.Contains(between.PeerOpenFileId, split.Elsewhere);
        Assert.DoesNotContain(between.OpenFileId, split.Elsewhere);
        // 10 and 30 are on the first host, 20, which listens, on the second one.
        Assert.Equal(index == 0, between.Connects);
        Assert.Equal(index == 0 ? [10, 30] : [20], split.Processes.Keys.Order());
    }

    [Fact]
    public void A_stream_from_outside_whose_leader_is_elsewhere_has_one_in_each_share()
    {
        var split = NodeSplit.Of(new NodeShare("a", 1, 3), Processes.Sharing("stream from outside"));
        Assert.Equal(10UL << 32 | 9, Assert.Single(split.Processes[20].OpenFiles).OpenFileId);
    }

    [Theory]
    [InlineData("host", "host", 0, 1)]
    [InlineData("host/2:3", "host", 1, 3)]
    [InlineData("a/b", "a/b", 0, 1)]
    [InlineData("a/b/1:2", "a/b", 0, 2)]
    [InlineData("host/3:2", "host/3:2", 0, 1)]
    [InlineData("host/0:2", "host/0:2", 0, 1)]
    [InlineData("host/1:1", "host/1:1", 0, 1)]
    public void A_share_is_written_and_read(string text, string node, int index, int count)
    {
        var share = NodeShare.Parse(text);
        Assert.Equal(new NodeShare(node, index, count), share);
        Assert.Equal(text, share.ToString());
    }
}
