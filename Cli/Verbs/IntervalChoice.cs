using System.CommandLine;
using System.CommandLine.Parsing;

namespace Entracte.Cli.Verbs;

/// <summary>What <c>--interval</c> says: a time, or that it is chosen.</summary>
/// <param name="Every">Null when it is chosen.</param>
internal sealed record IntervalChoice(TimeSpan? Every)
{
    private const string Automatic = "auto";

    public bool IsAutomatic => Every is null;

    public static Option<IntervalChoice?> Option() => new("--interval")
    {
        Description = "Take a checkpoint this often, for example 10m; auto: as often as is best for what it costs.",
        HelpName = "TIME|auto",
        CustomParser = Parse,
    };

    private static IntervalChoice? Parse(ArgumentResult result)
        => result.Tokens[0].Value == Automatic ? new IntervalChoice((TimeSpan?)null) : Duration.Parse(result) is { } time ? new IntervalChoice(time) : null;
}
