using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>
/// One computation of processes in a random graph over several hosts (sources/traffic_hosts.c), a part on each. Every message has a number and a checksum; every part keeps a ledger of its lives.
/// </summary>
internal sealed class Traffic
{
    private const int MoreEntries = 5;

    private readonly string folder;
    private readonly string name;
    private readonly string[] size;

    /// <param name="folder">Shared by all hosts; of this computation alone.</param>
    /// <param name="processes">On all hosts together.</param>
    /// <param name="edges">Connections between them.</param>
    /// <param name="pauseMicroseconds">Of every process after each turn at all of its connections.</param>
    public Traffic(string folder, string name, int processes = 6, int edges = 24, int pauseMicroseconds = 2_000)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        this.name = name;
        size = [$"{processes}", $"{edges}", $"{pauseMicroseconds}"];
    }

    private string Question => Path.Combine(folder, "question");

    private int PartCount { get; set; }

    /// <summary>Compiles the program.</summary>
    public static string Compile(UserSession session)
    {
        var program = session.PathOf("traffic-program");
        var compiled = session.RunProgram(InstalledProgram.Get("gcc"), "-O2", "-o", program, InstalledProgram.Source("traffic_hosts.c"));
        return compiled.ExitStatus == 0 ? program : throw new HarnessException($"{compiled}");
    }

    /// <summary>Starts part n on the n-th of the hosts, through a member's command.</summary>
    /// <param name="run">Runs the command there.</param>
    /// <param name="options">Of the first launch.</param>
    public void Launch(Func<string[], CommandResult> run, string program, uint seed, int[] hosts, params string[] options)
    {
        for (var part = 0; part < hosts.Length; part++)
        {
            string[] how = part == 0 ? ["--name", name, .. options] : ["--join", name];
            Must(run(["launch", .. how, "--on", $"host{hosts[part]}", "--", program, .. ArgumentsOf(part, seed, hosts)]));
        }
        PartCount = hosts.Length;
    }

    /// <summary>Starts the first part on a host, where a shell starts the second through ssh on another; it gives up with a crash when that fails, as mpirun gives up.</summary>
    /// <param name="run">Runs the command on a member.</param>
    public void LaunchThroughSsh(Func<string[], CommandResult> run, string program, uint seed, int[] hosts, params string[] options)
    {
        var script = $"\"$@\" & ssh {HostNetwork.AddressOf(hosts[1])} {program} {string.Join(' ', ArgumentsOf(1, seed, hosts))} </dev/null || kill -KILL $$; wait";
        string[] first = ["sh", "-c", script, "sh", program, .. ArgumentsOf(0, seed, hosts)];
        Must(run(["launch", "--name", name, .. options, "--on", $"host{hosts[0]}", "--", .. first]));
        PartCount = hosts.Length;
    }

    private string[] ArgumentsOf(int part, uint seed, int[] hosts) => [$"{part}", Question, $"{seed}", .. size, folder, .. hosts.Select(HostNetwork.AddressOf)];

    private static void Must(CommandResult launched)
    {
        if (launched.ExitStatus != 0)
            throw new HarnessException($"{launched}");
    }

    public LifeLedger Ledger(int part) => LifeLedger.Read(Path.Combine(folder, $"{part}.ledger"));

    /// <summary>Every part gets on and receives messages.</summary>
    public void WaitForProgress(Func<string> explain)
    {
        var before = Enumerable.Range(0, PartCount).Select(part => Ledger(part).Entries.Count).ToArray();
        for (var part = 0; part < PartCount; part++)
            Waiting.Until($"progress of part {part} of {name}", () => GetsOn(part, before[part]), () => $"{Explain()}\n{explain()}");
    }

    private bool GetsOn(int part, int before)
    {
        var ledger = Ledger(part);
        var said = Result(part);
        return said.Length > 0
            ? throw new HarnessException($"part {part} of {name} says {said}")
            : ledger.Entries.Count > before + MoreEntries && ledger.Entries[^1].Messages > ledger.Entries[^MoreEntries].Messages && ledger.Entries[^1].Number > ledger.Entries[^MoreEntries].Number;
    }

    /// <summary>Has it end, and expects that not one byte is wrong and that no part has ever run twice.</summary>
    public void ExpectRight(Func<string> explain, Func<LifeLedger.Entry, bool>? isExcused = null)
    {
        File.WriteAllText(Question, "");
        for (var part = 0; part < PartCount; part++)
            Waiting.Until($"the result of part {part} of {name}", () => Result(part).EndsWith('\n'), () => $"{Explain()}\n{explain()}");
        Assert.All(Enumerable.Range(0, PartCount), part => Assert.Equal("right\n", Result(part)));
        ExpectOneLife(isExcused);
    }

    public void ExpectOneLife(Func<LifeLedger.Entry, bool>? isExcused = null)
        => Assert.All(Enumerable.Range(0, PartCount), part => Assert.Empty(Ledger(part).Doubled(isExcused ?? (_ => false))));

    public long LongestStandstillMilliseconds() => Enumerable.Range(0, PartCount).Max(part => Ledger(part).LongestStandstillMilliseconds());

    public string Explain() => string.Join('\n', Enumerable.Range(0, PartCount).Select(part => $"--- part {part} of {name}: {Result(part)}\n{Ledger(part).Tail()}"));

    private string Result(int part)
    {
        var path = Path.Combine(folder, $"{part}.result");
        return File.Exists(path) ? RunningProgram.ReadShared(path) : "";
    }
}
