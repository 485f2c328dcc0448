using System.Diagnostics;
using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>
/// A computation over two of three hosts goes through the faults of a seed. After each one every order that was given has ended, every part of it runs and gets on or says why not, a checkpoint
/// is taken, no part has run twice, and every committed image is whole; in the end its result is right.
/// </summary>
internal sealed class Campaign : IDisposable
{
    private const string Name = "traffic";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // docs/limits.md says half a minute for a node that is missed; a coordinator that is new waits for one and a half leases more.
    private static readonly TimeSpan RecoveryMost = TimeSpan.FromSeconds(45);

    private readonly int seed;
    private readonly CampaignCluster cluster;
    private readonly Traffic traffic;
    private readonly FaultInjection injection;

    /// <param name="seed">Of the computation.</param>
    /// <param name="hasOwnDisks">See <see cref="CampaignCluster"/>.</param>
    public Campaign(int seed, bool hasOwnDisks)
    {
        this.seed = seed;
        cluster = new CampaignCluster(hasOwnDisks);
        injection = new FaultInjection(cluster);
        traffic = new Traffic(cluster.Shared.PathOf("traffic"), Name, processes: 4, edges: 12, pauseMicroseconds: 10_000);
        traffic.LaunchThroughSsh(cluster.Host(1).Run, Traffic.Compile(cluster.Shared), (uint)seed, [2, 3],
            [.. cluster.StoreOptions, "--keep", "3", "--on-node-loss", "restart", "--spares", "1000", "--on-crash", "restart:1000"]);
        traffic.WaitForProgress(cluster.Explain);
        Must(cluster.Host(1), "checkpoint", Name);
    }

    /// <summary>One fault, and all that follows until the computation gets on.</summary>
    public FaultOutcome Undergo(int number, PlannedFault planned)
    {
        var told = LastRollback();
        var victim = planned.Fault == Fault.SshdKilled ? cluster.Hosts.First(host => host.Sshd() is not null) : Find(planned.Victim);
        var order = new GivenOrder(planned, OrdererBeside(victim, planned.Choice), OrderOf(planned));
        if (planned.Moment != Moment.BeforeTheOrder)
            order.Give();
        switch (planned.Moment)
        {
            case Moment.DuringTheOrder:
                Thread.Sleep(planned.DelayMilliseconds);
                break;
            case Moment.AfterTheOrder:
                order.WaitForEnd();
                break;
        }
        // Who is refused while nothing is wrong is refused wrongly.
        var wasInPeace = order.HasEnded;
        using (injection.Inject(planned, victim))
        {
            if (planned.Moment == Moment.BeforeTheOrder)
                order.Give();
            Thread.Sleep(planned.LastsMilliseconds);
        }

        var watch = Stopwatch.StartNew();
        order.WaitForEnd();
        if (wasInPeace && !order.Succeeded)
            throw Failure($"was refused what was ordered in peace: {order.Said}");
        var byHand = Recover(mayHaveEnded: !order.Succeeded && planned.Order is Order.CheckpointAndRestart or Order.Migration);
        ExpectCheckpoint(watch);
        Check();
        return new FaultOutcome(seed, number, planned, order.Said, order.Succeeded, LastRollback() != told, byHand, watch.ElapsedMilliseconds);
    }

    public void End() => traffic.ExpectRight(cluster.Explain, injection.MayHaveWoken);

    public long LongestStandstillMilliseconds() => traffic.LongestStandstillMilliseconds();

    public void KeepLogs(CampaignLog log) => log.Keep(seed, cluster);

    public void Dispose() => cluster.Dispose();

    /// <summary>Starts the agents that have ended, and waits until the computation runs.</summary>
    /// <param name="mayHaveEnded">An order has failed that ends it on its way.</param>
    /// <returns>What had to be done by hand for the computation; null: nothing.</returns>
    private string? Recover(bool mayHaveEnded)
    {
        var handsOff = mayHaveEnded ? Patience / 20 : Patience / 3;
        string? byHand = null;
        var watch = Stopwatch.StartNew();
        for (var isWhole = false; ; Thread.Sleep(100))
        {
            if (watch.Elapsed > Patience)
                throw Failure($"does not run {Patience.TotalSeconds} s after the repair");
            cluster.BootAll();
            if (!(isWhole = isWhole || cluster.IsWhole()))
                continue;
            switch ((string?)Computation()?["state"])
            {
                case "Running" when !IsSuspended():
                    traffic.WaitForProgress(cluster.Explain);
                    return byHand;
                // A coordinator that is new waits for the leases of its predecessor, whatever was ordered.
                case "Running" when byHand is null && watch.Elapsed > Patience / 3:
                    byHand = $"suspended ({LastRollback() ?? throw Failure("stands still and does not say why")}): killed and restarted by hand";
                    Must(cluster.Host(1), "kill", Name);
                    Must(cluster.Host(1), "restart", "--detach", Name, "--images", cluster.Images);
                    break;
                case null or "Ended" when byHand is null && watch.Elapsed > handsOff:
                    if (!mayHaveEnded)
                        throw Failure("has ended, and nobody has ended it");
                    byHand = "restarted by hand";
                    Must(cluster.Host(1), "restart", "--detach", Name, "--images", cluster.Images);
                    break;
            }
        }
    }

    /// <summary>Nobody enters anything into a ledger because of a signal.</summary>
    private bool IsSuspended() => cluster.Hosts.SelectMany(host => host.Group.Pids)
        .Any(pid => ProcessTable.CommandLine(pid).Contains("traffic-program", StringComparison.Ordinal) && ProcessTable.State(pid) == 'T');

    private void Check()
    {
        traffic.ExpectOneLife(injection.MayHaveWoken);
        cluster.CommittedImages.Verify(Name, directory => cluster.Host(1).Run("verify", directory));
    }

    /// <summary>Refused while a fault lasts, and as long as its consequences may (docs/limits.md), but not any longer.</summary>
    private void ExpectCheckpoint(Stopwatch sinceRepair)
    {
        while (true)
        {
            var taken = cluster.Host(1).Run("checkpoint", Name, "--json");
            var copies = taken.ExitStatus == 0 ? (int?)JsonNode.Parse(taken.Output)!["copies"] ?? 1 : 0;
            if (copies >= cluster.CopiesWanted)
                return;
            if (sinceRepair.Elapsed > RecoveryMost)
                throw Failure($"is not checkpointed as it should be {sinceRepair.Elapsed.TotalSeconds:0} s after the repair, when nothing is wrong any more: {taken}");
            Thread.Sleep(500);
        }
    }

    private string[] OrderOf(PlannedFault planned)
    {
        var nodes = Nodes();
        switch (planned.Order)
        {
            case Order.Checkpoint:
                return [$"checkpoint {Name}"];
            case Order.CheckpointAndRestart:
                return [$"checkpoint {Name} --kill", $"restart --detach {Name} --images {cluster.Images}"];
            case Order.Migration:
                var free = cluster.Hosts.Select(host => host.Name).Except(nodes).ToArray();
                return [$"migrate {Name} --map {nodes[planned.Choice % nodes.Length]}={free[planned.Choice / 2 % free.Length]}"];
            default:
                return [];
        }
    }

    private CampaignHost OrdererBeside(CampaignHost victim, int choice) => cluster.Hosts.Where(host => host != victim).ElementAt(choice / 4 % 2);

    private CampaignHost Find(Victim victim)
    {
        var nodes = Nodes();
        var name = victim switch
        {
            Victim.Coordinator => (string)cluster.Status()!["coordinatorNode"]!,
            Victim.FirstPart => nodes[0],
            Victim.SecondPart => nodes[^1],
            _ => cluster.Hosts.Select(host => host.Name).Except(nodes).First(),
        };
        return cluster.Hosts.Single(host => host.Name == name);
    }

    private string[] Nodes() => [.. Computation()!["nodes"]!.AsArray().Select(node => (string)node!).Order()];

    private string? LastRollback() => (string?)Computation()?["lastRollback"];

    private JsonObject? Computation() => cluster.Status()?["computations"]!.AsArray().Select(each => each!.AsObject()).FirstOrDefault(each => (string?)each["name"] == Name);

    private void Must(CampaignHost host, params string[] arguments)
    {
        var result = host.Run(arguments);
        if (result.ExitStatus != 0)
            throw Failure($"{result}");
    }

    private HarnessException Failure(string what) => new($"{Name} {what}: {Computation()?.ToJsonString()}\n{traffic.Explain()}\n{cluster.Explain()}");
}
