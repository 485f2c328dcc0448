using System.Globalization;
using Entracte.Victims;

namespace Entracte.Bench;

/// <summary>A program to be checkpointed.</summary>
/// <param name="Program">Where it lies; its arguments are a question, a file with its clocks, and these.</param>
/// <param name="Clocks">How many of its processes tick.</param>
internal sealed record BenchCase(string Name, string Program, IReadOnlyList<string> Arguments, int Clocks)
{
    /// <summary>Whether it is mostly about memory.</summary>
    public bool IsLarge { get; init; }

    /// <summary>What CRIU has figures for.</summary>
    public static IReadOnlyList<BenchCase> Principal { get; } =
    [
        Memory("64 MiB", 64, 0), Memory("1 GiB", 1024, 0), Memory("100 threads", 0, 99), Processes(100), Connections(100), Connections(1000),
    ];

    /// <summary>How cost grows with the number of processes and of connections.</summary>
    public static IReadOnlyList<BenchCase> Scaling { get; } =
    [
        .. new[] { 1, 3, 10, 30, 100, 300 }.Select(Processes), .. new[] { 10, 100, 1000, 5000 }.Select(Connections),
    ];

    public static string PathOf(string program) => Path.Combine(AppContext.BaseDirectory, "programs", program);

    private static BenchCase Memory(string name, int mebibytes, int threads) => new(name, VictimPrograms.PathOf("ticker"), [Text(mebibytes), Text(threads)], 1) { IsLarge = mebibytes > 0 };

    private static BenchCase Processes(int count) => new(count == 1 ? "1 process" : $"{count} processes", PathOf("tree"), [Text(count)], count);

    private static BenchCase Connections(int count) => new($"{count} TCP pairs", PathOf("pairs"), [Text(count)], 1);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
