using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>A fact on simulated hosts; skipped, and says so, where they cannot be built. Its class has the trait Category=Root.</summary>
public sealed class HostsFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(() => HostNetwork.Obstacle() ?? PlainUser.Obstacle());

    /// <param name="programs">What is needed beside ip(8).</param>
    public HostsFactAttribute(params string[] programs)
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "needs root";
        else if (programs.Append("ip").FirstOrDefault(program => InstalledProgram.Find(program) is null) is { } missing)
            Skip = $"not installed: {missing} (tests/packages.txt)";
        else
            Skip = Obstacle.Value;
    }
}
