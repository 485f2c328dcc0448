using Entracte.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>
/// Seeded faults over a running computation. A short part with quick faults, always the same, runs with all tests; ENTRACTE_CAMPAIGN_SEED=7 runs all faults of a seed, 1-12 those of
/// many, and short:7 those of a short part. ENTRACTE_CAMPAIGN_AT_ONCE=3 has so many seeds, each with hosts of its own, run beside each other; ENTRACTE_WRITE_CAMPAIGN names the file that
/// is then written (docs/campaign.md).
/// </summary>
[Trait("Category", "Root")]
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int FaultsOfASeed = 10;
    private const int FaultsOfAShortPart = 6;

    [CampaignFact]
    public void Whatever_befalls_its_hosts_the_computation_goes_on_once_and_every_image_is_whole()
    {
        var wish = Environment.GetEnvironmentVariable("ENTRACTE_CAMPAIGN_SEED") is { Length: > 0 } chosen ? chosen : "short:1";
        var isShort = wish.StartsWith("short:", StringComparison.Ordinal);
        var bounds = wish.Split(':')[^1].Split('-').Select(int.Parse).ToArray();
        var report = new CampaignReport(Environment.GetEnvironmentVariable("ENTRACTE_WRITE_CAMPAIGN"));
        var failures = new List<string>();
        var atOnce = Environment.GetEnvironmentVariable("ENTRACTE_CAMPAIGN_AT_ONCE") is { Length: > 0 } many ? int.Parse(many) : 1;
        Parallel.ForEach(Enumerable.Range(bounds[0], bounds[^1] - bounds[0] + 1), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, seed =>
        {
            output.WriteLine($"ENTRACTE_CAMPAIGN_SEED={(isShort ? "short:" : "")}{seed}");
            try
            {
                Run(seed, CampaignPlan.Of(seed, isShort ? FaultsOfAShortPart : FaultsOfASeed, quickOnly: isShort), report);
            }
            catch (Exception failure)
            {
                // The other seeds have more to tell.
                report.Add(seed, failure);
                lock (failures)
                    failures.Add($"ENTRACTE_CAMPAIGN_SEED={(isShort ? "short:" : "")}{seed}: {failure.Message}");
            }
        });

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private void Run(int seed, IReadOnlyList<PlannedFault> plan, CampaignReport report)
    {
        using var campaign = new Campaign(seed);
        for (var number = 1; number <= plan.Count; number++)
        {
            output.WriteLine($"{seed}.{number}: {plan[number - 1]}");
            try
            {
                var outcome = campaign.Undergo(number, plan[number - 1]);
                output.WriteLine($"{outcome}");
                report.Add(outcome);
            }
            catch (Exception failure)
            {
                throw new HarnessException($"fault {number} ({plan[number - 1]}): {failure.Message}\n{failure.StackTrace}");
            }
        }

        campaign.End();
        report.End(seed, campaign.LongestStandstillMilliseconds());
    }
}
