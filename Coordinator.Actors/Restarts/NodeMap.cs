using Entracte.ProcessHook.Restore.Splitting;

namespace Entracte.Coordinator.Restarts;

/// <summary>What a person says about nodes: OLD=NEW, or OLD=NEW+NEW for several among which the processes of the old one are spread. Pure.</summary>
internal static class NodeMap
{
    /// <param name="entries">As they were said.</param>
    /// <param name="map">By old node the new ones, each once.</param>
    /// <returns>Why it cannot be meant so, or null.</returns>
    public static Failure? Read(IEnumerable<string> entries, out Dictionary<string, string[]> map)
    {
        map = [];
        foreach (var entry in entries)
        {
            if (entry.Split('=') is not [{ Length: > 0 } from, var to] || to.Split('+') is not { } targets
                || targets.Contains("") || targets.Distinct().Count() < targets.Length || !map.TryAdd(from, targets))
                return Failure.Of(FailureKind.Invalid, $"'{entry}' does not say which one node goes where: OLD=NEW, or OLD=NEW+NEW, each once");
        }

        return null;
    }

    /// <summary>For each target, what of the old node it restores (<see cref="NodeShare"/>).</summary>
    public static IEnumerable<(string Share, string Target)> Shares(string node, IReadOnlyList<string> targets)
        => targets.Select((target, index) => ($"{new NodeShare(node, index, targets.Count)}", target));
}
