using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Entracte.Api.Agents;

namespace Entracte.Cli.Verbs;

/// <summary>What shall be done for a computation when something of it is lost.</summary>
internal sealed class RecoveryOptions
{
    private static readonly string[] OnLoss = ["restart", "suspend", "fail"];

    private readonly Option<int?> onCrash = new("--on-crash")
    {
        Description = $"When the program crashes, go back to the last image, at most N times ({Recovery.DefaultCrashRestarts} otherwise). This command stays in front of it then.",
        HelpName = "restart[:N]",
        CustomParser = Crash,
    };

    private readonly Option<string?> onNodeLoss = new("--on-node-loss")
    {
        Description = "When a node with processes of it is lost: go on from the last image on other nodes, stop what is left, or end it.",
        HelpName = "restart|suspend|fail",
    };

    private readonly Option<string?> spares = new("--spares") { Description = "How many other nodes, or which, may take processes of lost nodes.", HelpName = "N|NODE,..." };

    public RecoveryOptions() => onNodeLoss.AcceptOnlyFromAmong(OnLoss);

    public IReadOnlyList<Option> All => [onCrash, onNodeLoss, spares];

    /// <summary>Null where nothing is wanted.</summary>
    public Recovery? Of(ParseResult parsed)
    {
        var named = parsed.GetValue(spares);
        var recovery = new Recovery
        {
            CrashRestarts = parsed.GetValue(onCrash),
            OnNodeLoss = parsed.GetValue(onNodeLoss),
            Spares = Count(named),
            SpareNodes = named is null || Count(named) is not null ? null : named.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
        return recovery is { CrashRestarts: null, OnNodeLoss: null } ? null : recovery;
    }

    public void Check(CommandResult result)
    {
        if (result.GetResult(spares) is not null && result.GetValue(onNodeLoss) != "restart")
            result.AddError("--spares is of use with --on-node-loss restart only.");
        if (Count(result.GetValue(spares)) < 1)
            result.AddError("--spares must be at least 1.");
    }

    private static int? Count(string? spares) => int.TryParse(spares, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static int? Crash(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "restart")
            return Recovery.DefaultCrashRestarts;
        if (text.Split(':') is ["restart", var digits] && Count(digits) is > 0 and var times)
            return times;
        result.AddError($"--on-crash {text} is not understood; write restart or restart:N.");
        return null;
    }
}
