using System.Text;
using System.Text.RegularExpressions;

namespace Entracte.EndToEnd.Tests.Hosts.Campaigns;

/// <summary>The results of a campaign, written after each seed.</summary>
/// <param name="path">Of the document; null: nothing is written.</param>
internal sealed partial class CampaignReport(string? path)
{
    private readonly Lock turn = new();
    private readonly List<FaultOutcome> outcomes = [];
    private readonly SortedDictionary<int, string> seeds = [];

    public void Add(FaultOutcome outcome)
    {
        lock (turn)
        {
            outcomes.Add(outcome);
            Write();
        }
    }

    public void Add(int seed, Exception failure)
    {
        lock (turn)
        {
            seeds[seed] = $"FAILED: {failure.Message.Split('\n')[0]}";
            Write();
        }
    }

    public void End(int seed, long longestStandstillMilliseconds)
    {
        lock (turn)
        {
            seeds[seed] = $"right; the longest standstill of a part was {longestStandstillMilliseconds / 1000.0:0.0} s";
            Write();
        }
    }

    private void Write()
    {
        if (path is null)
            return;
        var text = new StringBuilder($"""
            # Faults over a running computation

            A computation of processes in a random graph over two of three simulated hosts (`tests/EndToEnd.Tests/Hosts/Campaigns`) talks as fast as it can, every message with a number and a
            checksum. One part starts the other through ssh, and crashes when that fails. It is launched with `--on-node-loss restart` and `--on-crash restart:1000`. With odd seeds its images are
            on a disk that the hosts share; with even ones each host has a disk of its own, and with `--copies 2` every image a copy on another host. From a seed follow faults, the host that each
            befalls, and the moment: in peace, before, during or after a checkpoint, a checkpoint with restart, or a migration. A host is frozen as a control group, and its programs notice
            nothing; a slow link has 1 Mbit/s and a queue of half a second. After each fault the hosts are repaired, and it is asked for:

            - every order that was given has ended, done or refused with a sentence, and done where it ended before the fault came;
            - the computation gets on, with every part of it; only after a restart or a migration that failed, or when it says why it is suspended, somebody may have to say `restart`;
            - no two lives of a part have written to its ledger (but for 2 s after a host has woken up, see `docs/limits.md`);
            - a checkpoint is taken, with as many copies as are wanted: it may be refused for as long as the consequences of the fault may last (45 s after the repair), and not any longer;
            - every committed image is whole, all generations that are kept (of disks of the hosts' own what they have together, and the copies are the same);
            - at the end of each seed, not one byte was wrong.

            `dotnet cake --target=Campaign` runs and writes this; `--seed=7` runs one seed again. {outcomes.Count} faults of {outcomes.Select(outcome => outcome.Seed).Distinct().Count()} seeds:

            | fault | times | orders done | orders refused | went back to an image by itself | restarted by hand | longest until everybody got on |
            |---|---|---|---|---|---|---|

            """);
        foreach (var kind in outcomes.GroupBy(outcome => outcome.Fault.Fault).OrderBy(kind => kind.Key))
            text.AppendLine($"| {kind.Key} | {kind.Count()} | {kind.Count(each => each.OrderSucceeded)} | {kind.Count(each => each.OrderEnded.Length > 0 && !each.OrderSucceeded)} | "
                + $"{kind.Count(each => each.RolledBack)} | {kind.Count(each => each.ByHand is not null)} | {kind.Max(each => each.RecoveredMilliseconds) / 1000.0:0.0} s |");
        text.AppendLine("\n| seed | result |\n|---|---|");
        foreach (var (seed, result) in seeds)
            text.AppendLine($"| {seed} | {result} |");
        text.AppendLine("\n| seed | fault | what was ordered | what became of the computation |\n|---|---|---|---|");
        foreach (var outcome in outcomes.OrderBy(outcome => (outcome.Seed, outcome.Number)))
            text.AppendLine($"| {outcome.Seed}.{outcome.Number} | {outcome.Fault} | {outcome.OrderEnded} | {(outcome.RolledBack ? "went back to an image by itself" : outcome.ByHand ?? "ran on")}, "
                + $"{outcome.RecoveredMilliseconds / 1000.0:0.0} s |");
        File.WriteAllText(path, PlaceOfTest().Replace(text.ToString(), "…"));
    }

    /// <summary>A directory of the test, which is gone, and was another one at the next run.</summary>
    [GeneratedRegex(@"/tmp/entracte-e2e-\w+")]
    private static partial Regex PlaceOfTest();
}
