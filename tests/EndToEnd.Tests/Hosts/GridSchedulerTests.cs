using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Hosts;

/// <summary>samples/GridScheduler, which embeds the actors, with real jobs on three hosts; it runs on a fourth.</summary>
[Trait("Category", "Root")]
public sealed class GridSchedulerTests : IDisposable
{
    private const int Head = 4;

    // The host has to be missed, another coordinator to be found, the scheduler to lose its patience: half a minute on a quick machine.
    private static readonly TimeSpan PatienceWithLoss = TimeSpan.FromMinutes(4);
    private static readonly string Scheduler = Path.Combine(AppContext.BaseDirectory, "gridscheduler");

    private readonly HostCluster cluster = new(withOwnPids: true);
    private readonly UserSession session = new();
    private readonly List<Member> members = [];

    private string Shared => session.PathOf("shared");

    [HostsFact("python3")]
    public void A_job_makes_room_and_is_resumed_elsewhere_the_jobs_of_a_lost_host_go_on_from_their_images_and_every_result_is_right()
    {
        var hosts = Enumerable.Range(1, 3).ToDictionary(number => $"host{number}", number => Boot(number));
        HostCluster.WaitForNodes(hosts["host1"], "host1", "host2", "host3");
        var scheduler = StartScheduler(patienceSeconds: 3, "low-a", "low-b", "low-c");
        foreach (var job in (string[])["low-a", "low-b", "low-c"])
            WaitForLinks(job, scheduler);

        session.RunProgram(Scheduler, [.. Submit("urgent", 10)]);
        WaitForLinks("urgent", scheduler);
        var place = NodeOf("urgent");
        WaitFor("low-c to have made room", () => PhaseOf("low-c") == "Queued", scheduler);
        Assert.Equal(place, NodeOf("low-c"));

        // The host of the coordinator is the one to be lost, when one of these two is there.
        var doomed = NodeOf("low-b") == "host1" ? "low-b" : "low-a";
        var first = doomed == "low-a" ? "low-b" : "low-a";
        var freed = NodeOf(first);
        Finish(first, scheduler);
        WaitFor("low-c to run again", () => PhaseOf("low-c") == "Running", scheduler);
        Assert.Equal(freed, NodeOf("low-c"));
        WaitForLinks("low-c", scheduler);

        WaitFor($"an image of {doomed}", () => (int)Job(doomed)["generation"]! > 0, scheduler);
        var lost = NodeOf(doomed);
        cluster.Network.Cut(int.Parse(lost["host".Length..]));
        hosts[lost].Agent.Kill();
        WaitFor($"the loss of {lost}", () => PhaseOf(doomed) == "Queued", scheduler);
        Finish("urgent", scheduler);
        WaitFor($"{doomed} to run again", () => PhaseOf(doomed) == "Running", scheduler);
        Assert.Equal(place, NodeOf(doomed));
        WaitForLinks(doomed, scheduler);

        Finish(doomed, scheduler);
        Finish("low-c", scheduler);
        scheduler.Signal(Signum.SIGTERM);
        scheduler.ExpectEnd();
        Assert.Contains("low-c: makes room on", scheduler.Output, StringComparison.Ordinal);
    }

    [HostsFact("python3")]
    public void A_host_that_is_cut_off_stops_its_job_before_that_goes_on_elsewhere_and_the_file_that_both_lives_write_is_right()
    {
        foreach (var number in (int[])[1, 2, 3])
            Boot(number);
        var scheduler = StartScheduler(patienceSeconds: 10, "job");
        WaitForLinks("job", scheduler);
        WaitFor("an image of job", () => (int)Job("job")["generation"]! > 0, scheduler);
        var lost = NodeOf("job");
        cluster.Network.Cut(int.Parse(lost["host".Length..]));
        WaitFor("job to run elsewhere", () => PhaseOf("job") == "Running" && NodeOf("job") != lost, scheduler, PatienceWithLoss);
        WaitForLinks("job", scheduler);
        Finish("job", scheduler);
    }

    public void Dispose()
    {
        cluster.Dispose();
        session.Dispose();
    }

    private Member Boot(int number)
    {
        members.Add(cluster.Boot(number));
        return members[^1];
    }

    private RunningProgram StartScheduler(int patienceSeconds, params string[] jobs)
    {
        cluster.Network.Add(Head);
        File.WriteAllText(session.PathOf("head.conf"), HostCluster.Settings);
        var orders = jobs.Select(job => new JsonObject { ["name"] = job, ["priority"] = 0, ["checkpointSeconds"] = 1, ["command"] = new JsonArray([.. Command(job).Select(word => (JsonNode)word)]) });
        File.WriteAllText(session.PathOf("jobs.json"), new JsonArray([.. orders]).ToJsonString());
        return session.StartUnknown("scheduler", cluster.Network.On(
            Head, "head", Scheduler, "run", "--shared", Shared, "--join", HostNetwork.AddressOf(1), "--keys", cluster.Keys, "--config", session.PathOf("head.conf"),
            "--patience", $"{patienceSeconds}", "--jobs", session.PathOf("jobs.json")));
    }

    private string[] Submit(string name, int priority)
        => ["submit", "--shared", Shared, "--name", name, "--priority", $"{priority}", "--every", "1", "--", .. Command(name)];

    private string[] Command(string job) => [InstalledProgram.Get("python3"), InstalledProgram.Source("chain.py"), FinishFile(job)];

    private string FinishFile(string job) => session.PathOf($"finish.{job}");

    /// <summary>It gets on, now.</summary>
    private void WaitForLinks(string job, RunningProgram scheduler)
    {
        WaitFor($"{job} to run", () => PhaseOf(job) == "Running", scheduler);
        var before = Lines(job).Length;
        WaitFor($"more links of {job} than {before}", () => Lines(job).Length > before + 20, scheduler);
    }

    /// <summary>Every link is there once, whatever happened meanwhile, the digest is that of a chain that nothing has happened to, and the status is the program's own.</summary>
    private void Finish(string job, RunningProgram scheduler)
    {
        File.WriteAllText(FinishFile(job), "");
        WaitFor($"the end of {job}", () => PhaseOf(job) == "Done", scheduler);
        Assert.Equal(7, (int)Job(job)["exitStatus"]!);
        var lines = Lines(job);
        var links = lines.Length - 1;
        Assert.Equal(Enumerable.Range(1, links).Select(link => $"{link}"), lines.SkipLast(1));
        var digest = Enumerable.Range(1, links).Aggregate(Array.Empty<byte>(), (before, link) => SHA256.HashData([.. before, .. Encoding.ASCII.GetBytes($"{link}")]));
        Assert.Equal(Convert.ToHexStringLower(digest), lines[^1]);
    }

    private string[] Lines(string job)
    {
        var file = Path.Combine(Shared, "jobs", job, "out");
        return File.Exists(file) ? RunningProgram.ReadShared(file).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    private string PhaseOf(string job) => (string?)Job(job)["phase"] ?? "";

    private string NodeOf(string job) => (string)Job(job)["node"]!;

    /// <summary>As the scheduler has written it down.</summary>
    private JsonObject Job(string name)
    {
        var journal = Path.Combine(Shared, "queue.json");
        var jobs = File.Exists(journal) ? JsonNode.Parse(File.ReadAllText(journal))!.AsArray() : [];
        return jobs.Select(job => job!.AsObject()).FirstOrDefault(job => (string)job["order"]!["name"]! == name) ?? [];
    }

    private void WaitFor(string what, Func<bool> condition, RunningProgram scheduler, TimeSpan? patience = null) => Waiting.Until(what, () =>
    {
        if (scheduler.Ended)
            throw new HarnessException($"The scheduler ended.\n{Explain(scheduler)}");
        return condition();
    }, () => Explain(scheduler), patience);

    private string Explain(RunningProgram scheduler) => string.Join('\n', members.Select(member => $"===== {member.Name}\n{member.Agent.Explain()}").Prepend(scheduler.Explain()));
}
