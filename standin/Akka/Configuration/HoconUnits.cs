using System.Globalization;

namespace Akka.Configuration;

/// <summary>Durations and sizes: a number and a unit. A bare number is milliseconds or bytes.</summary>
internal static class HoconUnits
{
    public static TimeSpan Duration(string text, bool allowInfinite)
    {
        if (allowInfinite && string.Equals(text, "infinite", StringComparison.OrdinalIgnoreCase))
            return Timeout.InfiniteTimeSpan;
        var (number, unit) = Split(text);
        var ticks = unit switch
        {
            "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
            "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
            "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
            "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
            "d" or "day" or "days" => TimeSpan.TicksPerDay,
            "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
            "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 0.01,
            _ => throw new FormatException($"'{text}' is not a duration"),
        };
        return TimeSpan.FromTicks((long)Math.Round(number * ticks));
    }

    /// <summary>k, K, Ki and KiB are powers of 1024; kB, MB and so on powers of 1000, as HOCON has it.</summary>
    public static long? ByteSize(string text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var (number, unit) = Split(text);
        if (unit is "" or "b" or "B" or "byte" or "bytes")
            return (long)number;
        var power = "kmgtpe".IndexOf(char.ToLowerInvariant(unit[0])) + 1;
        var decimals = unit.Length > 1 && (unit[1..] == "B" || unit.Contains("obyte") || (unit.EndsWith("byte") || unit.EndsWith("bytes")) && !unit.Contains("bi"));
        if (power == 0 || !(unit.Length == 1 || unit[1..] is "B" or "b" or "i" or "iB" || unit.EndsWith("byte") || unit.EndsWith("bytes")))
            throw new FormatException($"'{text}' is not a size");
        return (long)(number * Math.Pow(decimals ? 1000 : 1024, power));
    }

    private static (double Number, string Unit) Split(string text)
    {
        text = (text ?? throw new FormatException("a number with a unit expected, found an object or a list")).Trim();
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+'))
            end++;
        return double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (number, text[end..].Trim())
            : throw new FormatException($"'{text}' does not begin with a number");
    }
}
