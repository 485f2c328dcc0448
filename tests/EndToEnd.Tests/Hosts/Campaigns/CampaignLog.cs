using Xunit.Abstractions;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>What a campaign tells while it runs: half an hour is long to wait for a failure of the first minute.</summary>
/// <param name="output">Shown at the end.</param>
/// <param name="folder">Gets campaign.log, written line by line, and of each seed that fails all that its agents have logged; null: nothing is written.</param>
internal sealed class CampaignLog(ITestOutputHelper output, string? folder)
{
    private readonly Lock turn = new();

    public void Tell(string line)
    {
        lock (turn)
        {
            output.WriteLine(line);
            if (folder is not null)
                File.AppendAllText(Path.Combine(Directory.CreateDirectory(folder).FullName, "campaign.log"), $"{DateTime.Now:HH:mm:ss} {line}\n");
        }
    }

    /// <summary>Before the hosts are removed.</summary>
    public void Keep(int seed, CampaignCluster cluster)
    {
        if (folder is null)
            return;
        foreach (var host in cluster.Hosts)
            host.CopyLogs(Directory.CreateDirectory(Path.Combine(folder, $"seed-{seed}", host.Name)).FullName);
    }
}
