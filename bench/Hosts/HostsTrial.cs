using System.Diagnostics;
using System.Globalization;
using Entracte.EndToEnd.Tests.Hosts;

namespace Entracte.Bench.Hosts;

/// <summary>
/// A computation over some hosts, one process on each, in a ring of TCP connections; the coordinator is on a host of its own, so that its processor time is nobody
/// else's. All these hosts are one machine's, and share its disk; its processors, too, unless each has a part of its own.
/// </summary>
internal sealed class HostsTrial : IDisposable
{
    private const string Computation = "ring";
    private const string Port = "7000";
    private const string Mebibytes = "4";
    private readonly HostNetwork network = new();
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-bench-hosts-").FullName;
    private readonly SimulatedHost[] hosts;
    private readonly ProcessorShare[] shares;
    private readonly List<TickingClock> clocks = [];

    /// <param name="count">Hosts with a process, from 1.</param>
    /// <param name="processorsEach">What each host has of the processors; null lets all take from the same.</param>
    public HostsTrial(int count, double? processorsEach)
    {
        var bin = Environment.GetEnvironmentVariable("ENTRACTE_BIN") ?? throw new BenchException("Run the bench by: dotnet cake --target=Bench");
        Child.Start([Path.Combine(bin, "entracte"), "keys", Path.Combine(folder, "keys")], Path.Combine(folder, "output")).Await();
        hosts = new SimulatedHost[count + 1];
        shares = processorsEach is { } processors ? [.. hosts.Select((_, index) => new ProcessorShare($"{Path.GetFileName(folder)}.{index + 1}", processors))] : [];
        for (var number = 1; number <= hosts.Length; number++)
        {
            hosts[number - 1] = new SimulatedHost(network, number, bin, folder, shares.ElementAtOrDefault(number - 1));
            hosts[0].WaitForNodes(number);
        }
    }

    /// <summary>A part of the processors of which there are enough for so many hosts and the coordinator's.</summary>
    public static double ShareOf(int count) => (double)Environment.ProcessorCount / (count + 1);

    private SimulatedHost Coordinator => hosts[0];

    private ReadOnlySpan<SimulatedHost> Workers => hosts.AsSpan(1);

    public HostsSample Run(int repetitions)
    {
        Launch();
        List<HostsSample> samples = [];
        // The first one warms up.
        for (var round = 0; round <= repetitions; round++)
        {
            var sample = Measure();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Workers.Length} hosts, {(round == 0 ? "warming up" : $"round {round}")}: {sample}"));
            if (round > 0)
                samples.Add(sample);
        }
        return HostsSample.Median(Workers.Length, samples);
    }

    public void Dispose()
    {
        if (clocks.Count > 0)
            Coordinator.Command("kill", Computation);
        foreach (var clock in clocks)
            clock.Dispose();
        foreach (var host in hosts)
            host.Agent.Kill();
        foreach (var share in shares)
            share.Dispose();
        network.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Launch()
    {
        for (var index = 0; index < Workers.Length; index++)
        {
            var host = Workers[index];
            var next = Workers[(index + 1) % Workers.Length];
            var clock = Path.Combine(folder, $"{host.Name}.clock");
            string[] naming = index == 0 ? ["--name", Computation] : ["--join", Computation];
            Coordinator.Command(["launch", "--on", host.Name, .. naming, "--", BenchCase.PathOf("ring"), Path.Combine(folder, "question"), clock, Port, next.Address, Mebibytes]);
            while (!File.Exists(clock) || new FileInfo(clock).Length == 0)
                Thread.Sleep(1);
            clocks.Add(new TickingClock(clock, 1));
        }
        WaitForTicksSince(CountTicks());
    }

    private HostsSample Measure()
    {
        foreach (var clock in clocks)
            clock.ForgetLongestGap();
        var processor = Coordinator.ProcessorMilliseconds();
        var watch = Stopwatch.StartNew();
        Coordinator.Command("checkpoint", Computation, "--keep", "1");
        var checkpoint = watch.Elapsed.TotalMilliseconds;
        var share = Coordinator.ProcessorMilliseconds() - processor;
        WaitForTicksSince(CountTicks());
        var pause = clocks.Max(clock => clock.LongestGapMilliseconds);

        Coordinator.Command("checkpoint", Computation, "--keep", "1", "--kill");
        var ticks = CountTicks();
        var begin = TickingClock.NowNanoseconds;
        processor = Coordinator.ProcessorMilliseconds();
        Coordinator.Command("restart", "--detach", Computation);
        WaitForTicksSince(ticks);
        var restart = (TickingClock.NowNanoseconds - begin) / 1e6;
        return new HostsSample(Workers.Length, pause, checkpoint, share, restart, Coordinator.ProcessorMilliseconds() - processor);
    }

    private List<long[]> CountTicks() => [.. clocks.Select(clock => clock.CountTicks())];

    private void WaitForTicksSince(List<long[]> counts)
    {
        foreach (var (clock, ticks) in clocks.Zip(counts))
            clock.WaitForTicksSince(ticks, () =>
            {
                foreach (var host in hosts)
                    host.Agent.ThrowIfFailed();
            });
    }
}
