using System.Globalization;

namespace Entracte.Cli.Printing;

/// <summary>Sizes and times for people.</summary>
internal static class Quantity
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Bytes(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    public static string Milliseconds(double milliseconds)
        => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(milliseconds, milliseconds < 10 ? 1 : 0)} ms");

    public static string Time(DateTimeOffset moment) => moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Interval(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalHours: >= 1 } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.TotalHours:0.##} h"),
        { TotalMinutes: >= 1 } minutes => string.Create(CultureInfo.InvariantCulture, $"{minutes.TotalMinutes:0.##} min"),
        var rest => string.Create(CultureInfo.InvariantCulture, $"{rest.TotalSeconds:0.##} s"),
    };
}
