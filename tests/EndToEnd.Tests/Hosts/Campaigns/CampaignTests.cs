using Entracte.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>
/// Seeded faults over a running computation. Two short parts with quick faults, always the same, run with all tests; ENTRACTE_CAMPAIGN_SEED=7 runs all faults of a seed, 1-12 those of
/// many, and short:7 those of a short part. ENTRACTE_CAMPAIGN_AT_ONCE=3 has so many seeds, each with hosts of its own, run beside each other; ENTRACTE_WRITE_CAMPAIGN names the file that
/// is then written (docs/campaign.md), and ENTRACTE_CAMPAIGN_LOGS the directory where it is told while it runs.
/// </summary>
[Trait("Category", "Root")]
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int FaultsOfASeed = 10;
    private const int FaultsOfAShortPart = 6;

    [CampaignFact]
    public void Whatever_befalls_its_hosts_the_computation_goes_on_once_and_every_image_is_whole()
    {
        var wish = Environment.GetEnvironmentVariable("ENTRACTE_CAMPAIGN_SEED") is { Length: > 0 } chosen ? chosen : "short:1-2";
        var isShort = wish.StartsWith("short:", StringComparison.Ordinal);
        var bounds = wish.Split(':')[^1].Split('-').Select(int.Parse).ToArray();
        var report = new CampaignReport(Environment.GetEnvironmentVariable("ENTRACTE_WRITE_CAMPAIGN"));
        var log = new CampaignLog(output, Environment.GetEnvironmentVariable("ENTRACTE_CAMPAIGN_LOGS") is { Length: > 0 } folder ? folder : null);
        var failures = new List<string>();
        var atOnce = Environment.GetEnvironmentVariable("ENTRACTE_CAMPAIGN_AT_ONCE") is { Length: > 0 } many ? int.Parse(many) : 1;
        Parallel.ForEach(Enumerable.Range(bounds[0], bounds[^1] - bounds[0] + 1), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, seed =>
        {
            var name = $"ENTRACTE_CAMPAIGN_SEED={(isShort ? "short:" : "")}{seed}";
            log.Tell(name);
            try
            {
                Run(seed, CampaignPlan.Of(seed, isShort ? FaultsOfAShortPart : FaultsOfASeed, quickOnly: isShort), report, log);
            }
            catch (Exception failure)
            {
                // The other seeds have more to tell.
                report.Add(seed, failure);
                log.Tell($"{name} FAILED: {failure.Message}");
                lock (failures)
                    failures.Add($"{name}: {failure.Message}");
            }
        });

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    /// <summary>The other half of the seeds has one that all hosts share.</summary>
    private static bool HasOwnDisks(int seed) => seed % 2 == 0;

    private static void Run(int seed, IReadOnlyList<PlannedFault> plan, CampaignReport report, CampaignLog log)
    {
        using var campaign = new Campaign(seed, HasOwnDisks(seed));
        var doing = "the end";
        try
        {
            for (var number = 1; number <= plan.Count; number++)
            {
                doing = $"fault {number} ({plan[number - 1]})";
                log.Tell($"{seed}.{number}: {plan[number - 1]}");
                var outcome = campaign.Undergo(number, plan[number - 1]);
                log.Tell($"{outcome}");
                report.Add(outcome);
            }

            doing = "the end";
            campaign.End();
        }
        catch (Exception failure)
        {
            campaign.KeepLogs(log);
            throw new HarnessException($"{doing}: {failure.Message}\n{failure.StackTrace}");
        }

        report.End(seed, campaign.LongestStandstillMilliseconds());
    }
}
