using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>Has faults come and go.</summary>
internal sealed class FaultInjection(CampaignCluster cluster)
{
    private const int FlapMilliseconds = 150;

    // docs/limits.md: a machine that wakes up after its lease runs for the part of a second that agent and fence need to notice it.
    private const int WakingMilliseconds = 2_000;
    private readonly List<(string Host, long FromMilliseconds)> awakenings = [];

    /// <summary>An entry that was written by a host in the moment in which it woke up.</summary>
    public bool MayHaveWoken(LifeLedger.Entry entry)
        => awakenings.Any(awakening => awakening.Host == entry.Host && entry.Milliseconds >= awakening.FromMilliseconds && entry.Milliseconds <= awakening.FromMilliseconds + WakingMilliseconds);

    /// <returns>Disposed of, it is repaired.</returns>
    public IDisposable Inject(PlannedFault planned, CampaignHost host)
    {
        switch (planned.Fault)
        {
            case Fault.AgentKilled or Fault.AgentKilledForLong:
                host.KillAgent();
                return new Repair(() => Boot(host));
            case Fault.SshdKilled:
                host.KillSshd();
                return new Repair(() => { });
            case Fault.HostDead:
                // A host without power closes no connection; the kernel of this one would do it for those that are killed here.
                cluster.Network.Cut(host.Number);
                host.Group.Kill();
                return new Repair(() =>
                {
                    cluster.Network.Heal(host.Number);
                    Boot(host);
                });
            case Fault.LinkCut or Fault.LinkCutForLong:
                cluster.Network.Cut(host.Number);
                return new Repair(() => cluster.Network.Heal(host.Number));
            case Fault.LinkFlapping:
                return Flap(host);
            case Fault.LinkSlow:
                cluster.Network.Slow(host.Number);
                return new Repair(() => cluster.Network.Quicken(host.Number));
            case Fault.DiskFull:
                cluster.FillDisk(host);
                return new Repair(() => cluster.FreeDisk(host));
            case Fault.HostFrozen or Fault.HostFrozenForLong:
                host.Group.Freeze();
                return new Repair(() =>
                {
                    awakenings.Add((host.Name, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
                    host.Group.Thaw();
                });
            default:
                throw new HarnessException($"{planned.Fault}?");
        }
    }

    private void Boot(CampaignHost host)
    {
        if (!host.HasAgent)
            cluster.BootAll();
    }

    private Repair Flap(CampaignHost host)
    {
        var ends = new CancellationTokenSource();
        var flapping = Task.Run(() =>
        {
            while (!ends.IsCancellationRequested)
            {
                cluster.Network.Cut(host.Number);
                Thread.Sleep(FlapMilliseconds);
                cluster.Network.Heal(host.Number);
                Thread.Sleep(FlapMilliseconds);
            }
        });
        return new Repair(() =>
        {
            ends.Cancel();
            flapping.Wait();
            ends.Dispose();
        });
    }

    private sealed class Repair(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
