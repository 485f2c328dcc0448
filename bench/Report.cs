using System.Globalization;
using Entracte.Bench.Hosts;

namespace Entracte.Bench;

/// <summary>Measures the contenders in turns, so that whatever the machine does meanwhile concerns all of them, and prints medians and ratios.</summary>
internal sealed class Report(IReadOnlyList<IContender> contenders)
{
    /// <summary>So often another contender may fail in one case before there is nothing to measure beside.</summary>
    private const int FailuresMost = 3;

    private readonly List<string> failures = [];
    private readonly List<(BenchCase Case, IReadOnlyList<Sample> Medians, int Repetitions)> results = [], scaling = [];

    public (double Alone, double Launched)? LaunchCost { get; set; }

    public IReadOnlyList<Overhead> Overheads { get; set; } = [];

    public IReadOnlyList<HostsSample> Hosts { get; set; } = [];

    /// <summary>The same where each host has so much of the processors for itself; null where that cannot be.</summary>
    public (double Processors, IReadOnlyList<HostsSample> Hosts)? HostsApart { get; set; }

    public void Measure(BenchCase bench, int repetitions) => results.Add(Take(bench, repetitions));

    public void MeasureScaling(BenchCase bench, int repetitions) => scaling.Add(Take(bench, repetitions));

    private (BenchCase, IReadOnlyList<Sample>, int) Take(BenchCase bench, int repetitions)
    {
        var samples = contenders.Select(_ => new List<Sample>()).ToList();
        // One round first that is not counted: it warms up the page cache and the guest's memory.
        for (var round = 0; round <= repetitions; round++)
            for (var i = 0; i < contenders.Count; i++)
            {
                var sample = Try(contenders[i], bench);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bench.Name}, {contenders[i].Name}, {(round == 0 ? "warming up" : $"round {round}")}: {sample}"));
                if (round > 0)
                    samples[i].Add(sample);
            }

        return (bench, [.. samples.Select(Sample.Median)], repetitions);
    }

    /// <summary>Whoever fails but ourselves begins again, and it is told.</summary>
    private Sample Try(IContender contender, BenchCase bench)
    {
        for (var failed = 0; ; failed++)
        {
            try
            {
                return new Trial(contender, bench).Run();
            }
            catch (BenchException failure) when (contender != contenders[0] && failed < FailuresMost)
            {
                Console.Error.WriteLine($"{bench.Name}, {contender.Name}: {failure.Message}");
                failures.Add($"{contender.Name} failed once with {bench.Name}, and began again.");
            }
        }
    }

    public void Print(TextWriter output)
    {
        output.WriteLine("# Benchmarks\n");
        output.WriteLine($"On {Machine.Describe(contenders[0].Folder)}.");
        output.WriteLine("Made by `dotnet cake --target=Bench`; medians, all contenders in turns in one run. The pause is the longest gap between two ticks of the program's");
        output.WriteLine("own clock; a checkpoint is the whole command, once until the image is there (entracte checkpoint --no-sync, criu dump), and once until it is");
        output.WriteLine("on the disk (entracte checkpoint, criu dump and an fsync of its files); the restart lasts from the start of the command to the first tick.");
        output.WriteLine(contenders.Count > 1
            ? "Entracte runs as a plain user, CRIU as root. A ratio below 1 means that Entracte is quicker, or its image smaller.\n"
            : "Entracte runs as a plain user. CRIU was not there to be measured beside it.\n");
        string[] ratios = contenders.Count > 1 ? ["pause ratio", "checkpoint ratio", "on disk ratio", "restart ratio", "size ratio"] : [];
        IReadOnlyList<string> headings = ["case", "runs", .. contenders.SelectMany(Headings), .. ratios];
        Table(output, [headings, .. results.Select(Row)]);
        foreach (var failure in failures)
            output.WriteLine($"\n{failure}");
        if (scaling.Count > 0)
        {
            output.WriteLine("\n## Growing\n");
            Table(output, [headings, .. scaling.Select(Row)]);
        }

        if (Hosts.Count > 0)
        {
            output.WriteLine("\n## Over several hosts\n");
            output.WriteLine("One process on each host, in a ring of TCP connections. The coordinator is on a host of its own; its share is the processor time of its agent.");
            output.WriteLine("The hosts are simulated ones, and share the processors and the disk of the machine; everything runs as root.\n");
            Table(output, [HostsHeadings, .. Hosts.Select(Row)]);
            if (HostsApart is { } apart)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"\nThe same where each host has {apart.Processors:0.##} processors for itself (quotas of periods of 10 ms), however many there are:\n"));
                Table(output, [HostsHeadings, .. apart.Hosts.Select(Row)]);
            }
        }

        if (Overheads.Count > 0)
        {
            output.WriteLine("\n## While running\n\nThe same loop alone and launched by Entracte; nanoseconds a turn.\n");
            Table(output, [["loop", "alone", "launched", "ratio"], .. Overheads.Select(Row)]);
        }

        if (LaunchCost is { } launch)
            output.WriteLine($"\n`entracte launch -- /bin/true` takes {Number(launch.Launched)} ms, `/bin/true` alone {Number(launch.Alone)} ms (both with the start of a shell).");
    }

    private static IEnumerable<string> Headings(IContender contender)
        => [$"{contender.Name}: pause ms", "checkpoint ms", "on disk ms", "restart ms", "image MiB"];

    private static IReadOnlyList<string> HostsHeadings => ["hosts", "pause ms", "checkpoint ms", "coordinator's share ms", "restart ms", "coordinator's share ms"];

    private static string[] Row(HostsSample each) => [
        each.Hosts.ToString(CultureInfo.InvariantCulture), Number(each.PauseMilliseconds), Number(each.CheckpointMilliseconds), Number(each.CheckpointShareMilliseconds),
        Number(each.RestartMilliseconds), Number(each.RestartShareMilliseconds)];

    private static string[] Row(Overhead loop)
        => [loop.Name, Number(loop.AloneNanoseconds), Number(loop.LaunchedNanoseconds), Ratio(loop.LaunchedNanoseconds, loop.AloneNanoseconds)];

    private static List<string> Row((BenchCase Case, IReadOnlyList<Sample> Medians, int Repetitions) result)
    {
        List<string> row = [result.Case.Name, result.Repetitions.ToString(CultureInfo.InvariantCulture)];
        foreach (var median in result.Medians)
            row.AddRange([
                Number(median.PauseMilliseconds), Number(median.CheckpointMilliseconds), Number(median.OnDiskMilliseconds), Number(median.RestartMilliseconds),
                Number(median.ImageBytes / 1048576.0)]);
        if (result.Medians is [var ours, var theirs])
            row.AddRange([
                Ratio(ours.PauseMilliseconds, theirs.PauseMilliseconds), Ratio(ours.CheckpointMilliseconds, theirs.CheckpointMilliseconds),
                Ratio(ours.OnDiskMilliseconds, theirs.OnDiskMilliseconds),
                Ratio(ours.RestartMilliseconds, theirs.RestartMilliseconds), Ratio(ours.ImageBytes, theirs.ImageBytes)]);
        return row;
    }

    private static void Table(TextWriter output, List<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        rows.Insert(1, [.. widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":")]);
        foreach (var row in rows)
            output.WriteLine("| " + string.Join(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))) + " |");
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Ratio(double ours, double theirs) => (ours / theirs).ToString("0.00", CultureInfo.InvariantCulture);
}
