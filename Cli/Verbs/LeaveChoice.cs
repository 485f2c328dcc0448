using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Entracte.Cli.Verbs;

/// <summary>What <c>--on-signal</c> says: at which signal the computation is checkpointed and ends, and with which exit status.</summary>
internal sealed record LeaveChoice(int Signal, int Status)
{
    private static readonly Dictionary<string, int> Signals = new()
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["USR1"] = 10, ["USR2"] = 12, ["ALRM"] = 14, ["TERM"] = 15, ["XCPU"] = 24, ["PWR"] = 30,
    };

    public static Option<LeaveChoice?> Option() => new("--on-signal")
    {
        Description = $"At this signal take a checkpoint and end, with exit status {ExitStatus.Left} or the one that is given: the job can be queued again. {string.Join(", ", Signals.Keys)}.",
        HelpName = "SIGNAL[=STATUS]",
        CustomParser = Parse,
    };

    private static LeaveChoice? Parse(ArgumentResult result)
    {
        var (name, status) = result.Tokens[0].Value.Split('=', 2) is [var before, var behind] ? (before, behind) : (result.Tokens[0].Value, null);
        var plain = name.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? name[3..] : name;
        if (!Signals.TryGetValue(plain.ToUpperInvariant(), out var signal) && !(int.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out signal) && Signals.ContainsValue(signal)))
        {
            result.AddError($"{name} is no signal at which a computation can leave: {string.Join(", ", Signals.Keys)}.");
            return null;
        }

        if (status is null)
            return new LeaveChoice(signal, ExitStatus.Left);
        if (int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 255)
            return new LeaveChoice(signal, number);
        result.AddError($"{status} is no exit status that tells something: 1 to 255.");
        return null;
    }
}
