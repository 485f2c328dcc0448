using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Entracte.Cli.Verbs;

/// <summary>Times as people write them: 90s, 10m, 1h30m, 2d; a plain number is seconds, as for sleep(1).</summary>
internal static partial class Duration
{
    // Schedulers that count milliseconds in 31 bits wait no longer.
    private const double SecondsMax = 24 * 86400;

    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text) is { } duration && duration > TimeSpan.Zero)
            return duration;
        result.AddError($"{text} is not a duration of at most 24 days; write for example 90s, 10m, 1h30m.");
        return null;
    }

    public static TimeSpan? TryParse(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return Bounded(seconds);
        var match = Parts().Match(text);
        if (!match.Success)
            return null;
        var total = 0.0;
        for (var part = 0; part < match.Groups["number"].Captures.Count; part++)
            total += double.Parse(match.Groups["number"].Captures[part].Value, CultureInfo.InvariantCulture) * SecondsOf(match.Groups["unit"].Captures[part].Value);
        return Bounded(total);
    }

    private static TimeSpan? Bounded(double seconds) => seconds <= SecondsMax ? TimeSpan.FromSeconds(seconds) : null;

    private static double SecondsOf(string unit) => unit switch
    {
        "d" => 86400,
        "h" => 3600,
        "m" => 60,
        _ => 1,
    };

    [GeneratedRegex(@"^((?<number>\d+(\.\d+)?)(?<unit>[dhms]))+$")]
    private static partial Regex Parts();
}
