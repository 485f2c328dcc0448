using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>What was on one host comes back on several, and together again; every byte that its processes send each other is checked by them.</summary>
[Trait("Category", "Root")]
public sealed class MoreHostsTests : IDisposable
{
    private const string Name = "traffic";
    private const int HostCount = 4;

    private readonly HostCluster cluster = new(withOwnPids: true, asPlainUser: true);
    private readonly UserSession shared = new(asPlainUser: true);
    private Member[] members = [];

    [HostsFact("gcc")]
    public void A_computation_of_two_hosts_goes_on_on_three_and_on_four_and_on_two_and_on_one_and_on_two_again()
    {
        members = [.. Enumerable.Range(1, HostCount).Select(number => cluster.Boot(number))];
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4");
        var traffic = new Traffic(shared.DirectoryOf("traffic"), Name, processes: 8);
        // Parts 0, 1 and 2 are on one host and are connected over its own address.
        traffic.Launch(members[0].Session.Run, Traffic.Compile(shared), seed: 7, [1, 1, 1, 2], "--images", shared.Images);
        traffic.WaitForProgress(Explain);

        members[0].Session.Checkpoint(Name, "--kill");
        var refused = members[0].Session.Refuse("restart", "--detach", Name, "--images", shared.Images, "--map", "host1=host1+host2+host3+host4");
        Assert.True(refused.Errors.Contains("What was on host1 cannot be spread over 4 hosts: they are 3 groups that hang together", StringComparison.Ordinal), refused.Errors);
        Assert.Contains("is a child of", refused.Errors, StringComparison.Ordinal);

        Restart(traffic, "--map", "host1=host1+host3");
        Assert.Equal(["host1", "host2", "host3"], Hosts(traffic));
        RestartAfterCheckpoint(traffic);
        Assert.Equal(["host1", "host2", "host3"], Hosts(traffic));
        members[2].Session.Succeed("migrate", Name, "--map", "host1=host1+host4");
        traffic.WaitForProgress(Explain);
        Assert.Equal(["host1", "host2", "host3", "host4"], Hosts(traffic));
        RestartAfterCheckpoint(traffic, "--map", "host3=host1,host4=host1");
        Assert.Equal(["host1", "host2"], Hosts(traffic));
        RestartAfterCheckpoint(traffic, "--on", "host4");
        Assert.Equal(["host4"], Hosts(traffic));
        RestartAfterCheckpoint(traffic, "--map", "host4=host2+host3");
        Assert.Equal(["host2", "host3"], Hosts(traffic));
        traffic.ExpectRight(Explain);
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void RestartAfterCheckpoint(Traffic traffic, params string[] where)
    {
        members[0].Session.Checkpoint(Name, "--kill");
        Restart(traffic, where);
    }

    private void Restart(Traffic traffic, params string[] where)
    {
        members[0].Session.Succeed(["restart", "--detach", Name, "--images", shared.Images, .. where]);
        traffic.WaitForProgress(Explain);
    }

    /// <summary>Where its parts are.</summary>
    private static string[] Hosts(Traffic traffic) => [.. Enumerable.Range(0, 4).Select(part => traffic.Ledger(part).Entries[^1].Host).Distinct().Order(StringComparer.Ordinal)];

    private string Explain() => string.Join('\n', members.Select(member => $"===== {member.Name}\n{member.Agent.Explain()}"));
}
