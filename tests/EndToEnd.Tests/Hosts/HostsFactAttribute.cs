using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>A fact on simulated hosts; skipped, and says so, where they cannot be built. Its class has the trait Category=Root.</summary>
public sealed class HostsFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(HostNetwork.Obstacle);

    public HostsFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "needs root";
        else if (InstalledProgram.Find("ip") is null)
            Skip = "not installed: ip (tests/packages.txt)";
        else
            Skip = Obstacle.Value;
    }
}
