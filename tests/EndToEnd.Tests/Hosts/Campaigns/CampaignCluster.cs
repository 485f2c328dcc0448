using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>Three hosts, and for images either a disk that they share, or one of each host's own, where every image has a copy on another host.</summary>
internal sealed class CampaignCluster : IDisposable
{
    /// <summary>A loss is noticed after 5 s, and decided about 2 s later; leases last 6 s.</summary>
    private const string Settings = """
        entracte.coordinator.answer-timeout = 20s
        entracte.coordinator.node-unreachable-after = 8s
        entracte.fencing.lease = 6s
        entracte.fencing.grace = 2s
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 5s
        akka.cluster.split-brain-resolver.stable-after = 2s
        """;

    private const int HostCount = 3;
    private const int DiskMiB = 48;
    private readonly UserSession shared = new();
    private readonly HostCluster cluster = new(withOwnPids: true, Settings);
    private readonly CampaignHost[] hosts;
    private readonly bool hasOwnDisks;

    public CampaignCluster(bool hasOwnDisks)
    {
        this.hasOwnDisks = hasOwnDisks;
        foreach (var disk in Disks())
            Mount("mount", "-t", "tmpfs", "-o", $"size={DiskMiB}m", "none", disk);
        hosts = [.. Enumerable.Range(1, HostCount).Select(number => new CampaignHost(number, cluster))];
        BootAll();
    }

    public UserSession Shared => shared;

    /// <summary>The directory of the images, as the hosts see it.</summary>
    public string Images => hasOwnDisks ? cluster.Disk : SharedDisk;

    /// <summary>What a launch says of its images.</summary>
    public string[] StoreOptions => ["--images", Images, .. hasOwnDisks ? ["--copies", "2"] : Array.Empty<string>()];

    public HostNetwork Network => cluster.Network;

    public IReadOnlyList<CampaignHost> Hosts => hosts;

    private string SharedDisk => Directory.CreateDirectory(shared.PathOf("disk")).FullName;

    public CampaignHost Host(int number) => hosts[number - 1];

    /// <summary>Starts what is not there.</summary>
    /// <returns>The names of the hosts that were started.</returns>
    public string[] BootAll()
    {
        var missing = hosts.Where(host => !host.HasAgent).ToArray();
        foreach (var host in missing)
            host.Boot(joining: (hosts.FirstOrDefault(other => other.HasAgent) ?? host).Number);
        return [.. missing.Select(host => host.Name)];
    }

    /// <summary>What the first of the hosts that answers says.</summary>
    /// <param name="but">A host that is not asked.</param>
    public JsonObject? Status(int but = 0) => hosts.Where(host => host.Number != but).Select(host => host.Status()).FirstOrDefault(status => status is not null);

    /// <summary>All hosts see all hosts.</summary>
    public bool IsWhole() => hosts.All(host => host.Status() is { } status && status["nodes"]!.AsArray().Count(node => (bool)node!["reachable"]!) == hosts.Length);

    public CampaignImages CommittedImages => new([.. Disks()], hasOwnDisks ? shared.PathOf("together") : null);

    /// <summary>What a checkpoint says of its copies when nothing is wrong.</summary>
    public int CopiesWanted => hasOwnDisks ? 2 : 1;

    private IEnumerable<string> Disks() => hasOwnDisks ? Enumerable.Range(1, HostCount).Select(cluster.DiskOf) : [SharedDisk];

    /// <summary>Leaves no byte on the disk that a host has.</summary>
    public void FillDisk(CampaignHost host)
    {
        using var ballast = new FileStream(BallastOf(host), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var portion = new byte[1 << 16];
        for (var length = portion.Length; length > 0;)
        {
            try
            {
                ballast.Write(portion, 0, length);
            }
            catch (IOException)
            {
                length /= 2;    // full for as much as that
            }
        }
    }

    public void FreeDisk(CampaignHost host) => File.Delete(BallastOf(host));

    public string Explain() => string.Join('\n', hosts.Select(host => host.Explain()));

    public void Dispose()
    {
        foreach (var host in hosts)
            host.Dispose();
        foreach (var disk in Disks())
            Mount("umount", "-l", disk);
        cluster.Dispose();
        shared.Dispose();
    }

    private string BallastOf(CampaignHost host) => Path.Combine(hasOwnDisks ? cluster.DiskOf(host.Number) : SharedDisk, "ballast");

    private void Mount(string program, params string[] arguments)
    {
        var result = shared.RunProgram(InstalledProgram.Get(program), arguments);
        if (result.ExitStatus != 0)
            throw new HarnessException($"{result}");
    }
}
