using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>
/// Processes in a random graph over three hosts talk as fast as they can, while checkpoints are taken at random moments, all of it is ended and restarted, and single parts move from host to host.
/// </summary>
[Trait("Category", "Root")]
public sealed class TrafficOverHostsTests : IDisposable
{
    private const string Name = "traffic";
    private const int HostCount = 4;
    private const int Rounds = 24;
    private const int MillisecondsBetweenMost = 200;
    private const int TriesMost = 6;

    private readonly HostCluster cluster = new(withOwnPids: true, asPlainUser: true);
    private readonly UserSession shared = new(asPlainUser: true);

    [HostsFact("gcc")]
    public void Not_one_byte_is_lost_while_single_parts_move_and_all_of_it_is_checkpointed_and_restarted()
    {
        var seed = Environment.GetEnvironmentVariable("ENTRACTE_SEED") is { Length: > 0 } chosen ? uint.Parse(chosen) : (uint)Environment.TickCount;
        try
        {
            Run(seed);
        }
        catch (Exception failure) when (failure is HarnessException or Xunit.Sdk.XunitException)
        {
            throw new HarnessException($"ENTRACTE_SEED={seed}: {failure.Message}");
        }
    }

    public void Dispose()
    {
        cluster.Dispose();
        shared.Dispose();
    }

    private void Run(uint seed)
    {
        var random = new Random((int)seed);
        var members = Enumerable.Range(1, HostCount).Select(number => cluster.Boot(number)).ToArray();
        HostCluster.WaitForNodes(members[0], "host1", "host2", "host3", "host4");
        var traffic = new Traffic(shared.DirectoryOf("traffic"), Name);
        traffic.Launch(members[0].Session.Run, Traffic.Compile(shared), seed, [2, 3, 4], "--images", shared.Images, "--keep", "2");
        traffic.WaitForProgress(() => Explain(members));
        var free = 1;
        for (var round = 0; round < Rounds; round++)
        {
            // At any moment of its work, also in the first after a restart.
            Thread.Sleep(random.Next(MillisecondsBetweenMost));
            var member = members[random.Next(HostCount)];
            var moved = Enumerable.Range(1, HostCount).Where(host => host != free).ElementAt(random.Next(HostCount - 1));
            switch (random.Next(10))
            {
                case < 6:
                    Order(member, "checkpoint", Name);
                    break;
                case < 8:
                    Order(member, "migrate", Name, "--map", $"host{moved}=host{free}");
                    free = moved;
                    break;
                case 8:
                    Order(member, "checkpoint", Name, "--kill");
                    member.Session.Succeed("restart", "--detach", Name, "--images", shared.Images);
                    break;
                default:
                    Order(member, "checkpoint", Name, "--kill");
                    member.Session.Succeed("restart", "--detach", Name, "--images", shared.Images, "--map", $"host{moved}=host{free}");
                    free = moved;
                    break;
            }
        }

        traffic.WaitForProgress(() => Explain(members));
        Order(members[0], "migrate", Name, "--to", $"host{free}");
        traffic.WaitForProgress(() => Explain(members));
        traffic.ExpectRight(() => Explain(members));
    }

    /// <summary>A receiver that was slower than the checkpoints may have no room for what is on its way (docs/limits.md): as the refusal says, one tries again when it has read some.</summary>
    private static void Order(Member member, params string[] arguments)
    {
        for (var tries = 1; ; tries++)
        {
            var result = member.Session.Run(arguments);
            if (result.ExitStatus == 0)
                return;
            if (tries == TriesMost || !result.Errors.Contains("do not fit into its queue", StringComparison.Ordinal))
                throw new HarnessException($"{result}\n{member.Session.Explain()}");
        }
    }

    private static string Explain(Member[] members) => string.Join('\n', members.Select(member => $"===== {member.Name}\n{member.Agent.Explain()}"));
}
