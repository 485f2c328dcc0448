using System.CommandLine;
using Entracte.Bench;
using Entracte.Bench.Hosts;

const int MostHosts = 4;
var criu = new Option<string?>("--criu") { Description = "A working criu; the one on the PATH otherwise. It needs root." };
var repetitions = new Option<int>("--repetitions") { Description = "How often each case is measured.", DefaultValueFactory = _ => 7 };
var user = new Option<string>("--user") { Description = "As whom Entracte is measured when root runs this.", DefaultValueFactory = _ => "entracte-test" };
var only = new Option<string?>("--only") { Description = "Only the cases whose name contains this." };
var scaling = new Option<bool>("--scaling") { Description = "Also from 1 to 300 processes and from 10 to 5000 connections." };
var hosts = new Option<bool>("--hosts") { Description = "Also a computation over 1 to 4 simulated hosts. It needs root." };
var save = new Option<string?>("--save") { Description = "Write the table into this file too, for example docs/benchmarks.md." };
var command = new RootCommand("Measures how long a program stands still for a checkpoint, and how long a restart takes.") { criu, repetitions, user, only, scaling, hosts, save };
command.SetAction(parsed =>
{
    bool IsWanted(BenchCase candidate) => parsed.GetValue(only) is not { } part || candidate.Name.Contains(part, StringComparison.OrdinalIgnoreCase);
    const int ScalingRepetitions = 3;
    using var ours = new EntracteContender(parsed.GetValue(user)!);
    using var theirs = CriuContender.Find(parsed.GetValue(criu));
    Machine.FillPageCache(ours.Folder);
    var report = new Report(theirs is null ? [ours] : [ours, theirs]);
    foreach (var candidate in BenchCase.Principal.Where(IsWanted))
        report.Measure(candidate, parsed.GetValue(repetitions));
    if (parsed.GetValue(scaling))
        foreach (var candidate in BenchCase.Scaling.Where(IsWanted))
            report.MeasureScaling(candidate, ScalingRepetitions);
    if (parsed.GetValue(hosts))
    {
        report.Hosts = MeasureHosts(parsed.GetValue(repetitions), null);
        if (ProcessorShare.IsPossible)
            report.HostsApart = (HostsTrial.ShareOf(MostHosts), MeasureHosts(parsed.GetValue(repetitions), HostsTrial.ShareOf(MostHosts)));
    }

    if (parsed.GetValue(only) is null)
    {
        report.LaunchCost = ours.MeasureLaunch(parsed.GetValue(repetitions) * 5);
        report.Overheads = [.. Overhead.Measure(ours, parsed.GetValue(repetitions))];
    }

    report.Print(Console.Out);
    if (parsed.GetValue(save) is { } path)
    {
        using var file = new StreamWriter(path);
        report.Print(file);
    }
});
return command.Parse(args).Invoke();

static HostsSample[] MeasureHosts(int repetitions, double? processorsEach) => [.. Enumerable.Range(1, MostHosts).Select(count =>
{
    using var trial = new HostsTrial(count, processorsEach);
    return trial.Run(repetitions);
})];
