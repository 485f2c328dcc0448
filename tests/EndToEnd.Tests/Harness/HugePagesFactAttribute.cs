using System.Globalization;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>A fact about huge pages that root reserves; skipped, and says so, where he cannot have them.</summary>
public sealed class HugePagesFactAttribute : FactAttribute
{
    public const string NumberFile = "/proc/sys/vm/nr_hugepages";
    public const int PagesNeeded = 24;

    private static readonly Lazy<string?> Obstacle = new(TryThem);

    public HugePagesFactAttribute() => Skip = new RootFactAttribute().Skip ?? Obstacle.Value;

    private static string? TryThem()
    {
        try
        {
            var before = Read();
            Write(before + PagesNeeded);
            var got = Read() - before;
            Write(before);
            return got == PagesNeeded ? null : $"the machine has no {PagesNeeded} huge pages to spare ({NumberFile})";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"huge pages cannot be reserved: {failure.Message}";
        }
    }

    private static long Read() => long.Parse(File.ReadAllText(NumberFile), CultureInfo.InvariantCulture);

    private static void Write(long number) => File.WriteAllText(NumberFile, number.ToString(CultureInfo.InvariantCulture));
}
