using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>A fact on simulated hosts that can be frozen and whose links can be slow; skipped, and says so, where they cannot.</summary>
public sealed class CampaignFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(Find);

    public CampaignFactAttribute() => Skip = new HostsFactAttribute("gcc", "tc").Skip ?? Obstacle.Value;

    private static string? Find()
    {
        if (HostGroup.Root() is not { } root)
            return "no cgroup2 file system is mounted";
        try
        {
            using var group = new HostGroup();
            using var network = new HostNetwork();
            network.Add(1);
            network.Slow(1);
            return null;
        }
        catch (Exception impossible) when (impossible is HarnessException or IOException or UnauthorizedAccessException)
        {
            return $"no control groups below {root}, or no tc-tbf(8): {impossible.Message}";
        }
    }
}
