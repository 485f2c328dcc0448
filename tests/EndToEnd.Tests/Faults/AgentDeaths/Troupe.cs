using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Faults.AgentDeaths;

/// <summary>
/// Victims of many kinds as one computation, below a shell that waits for them: each death of the agent befalls them all. Some check themselves without pause, all of them when they are
/// asked. They are nice, so that whoever is to be observed gets on.
/// </summary>
internal sealed class Troupe
{
    public const string Name = "troupe";
    private const string Script = """
        for victim; do nice -n 10 "$victim" "$0.${victim##*/}" & pids="$pids $!"; done
        for pid in $pids; do wait "$pid" || exit 1; done
        echo all pass
        """;

    private static readonly string[] Victims =
        ["registers_vector", "signal_masks", "signal_pending", "memory_anonymous", "threads", "pipes", "watchful"];

    private readonly UserSession session;
    private RunningProgram program;

    public Troupe(UserSession session)
    {
        this.session = session;
        program = session.Launch(Name, ["/bin/sh", "-c", Script, Question, .. Victims.Select(VictimPrograms.PathOf)]);
        program.WaitForOutput("all that are ready", output => output.Split("ready\n").Length > Victims.Length);
    }

    /// <summary>Of the last life.</summary>
    public RunningProgram Program => program;

    /// <summary>All that live.</summary>
    public int[] Pids => [.. session.Processes().Where(pid => ProcessTable.CommandLine(pid).Contains("/victims/", StringComparison.Ordinal)).Order()];

    /// <summary>Nobody is missing.</summary>
    public bool IsComplete => Pids.Length == Victims.Length + 1;

    private string Question => session.PathOf("question");

    /// <summary>All that is seen of all of them.</summary>
    public Dictionary<int, Footprint> Look()
    {
        if (!IsComplete)
            throw new HarnessException($"Somebody is missing.\n{program.Explain()}");
        return Pids.ToDictionary(pid => pid, Footprint.Of);
    }

    /// <summary>Waits until nothing of them is otherwise than it was, with which everybody runs that ran.</summary>
    /// <param name="mayHaveMore"><inheritdoc cref="Footprint.DifferenceFrom" path="/param[@name='mayHaveMore']"/></param>
    public void WaitUntilAs(Dictionary<int, Footprint> before, bool mayHaveMore, string when)
    {
        string? difference = null;
        Waiting.Until(
            $"the troupe as it was {when}",
            () => (difference = before.Select(Difference).FirstOrDefault(seen => seen is not null)) is null,
            () => $"{difference}\n{program.Explain()}");

        string? Difference(KeyValuePair<int, Footprint> one)
            => Footprint.Of(one.Key).DifferenceFrom(one.Value, mayHaveMore) is { } seen ? $"process {one.Key}: {seen}" : null;
    }

    /// <summary>Waits until each thread has worked since, but for the shell, which waits for the others.</summary>
    public void WaitUntilAllGoOn(string when)
    {
        var before = Work();
        Waiting.Until($"work of every thread {when}", () => HaveWorkedSince(before), program.Explain);
    }

    /// <summary>Of each thread but the shell's, what it has used of the processor.</summary>
    public Dictionary<string, string> Work()
        => Pids.Where(pid => !ProcessTable.CommandLine(pid).StartsWith("/bin/sh", StringComparison.Ordinal)).SelectMany(Footprint.TasksOf).ToDictionary(task => task, WorkOf);

    public bool HaveWorkedSince(Dictionary<string, string> before) => IsComplete && Work() is var now && before.All(thread => now.GetValueOrDefault(thread.Key, thread.Value) != thread.Value);

    /// <summary>They end with it, each with its verdict.</summary>
    public void ExpectPass()
    {
        foreach (var victim in Victims)
            File.WriteAllText($"{Question}.{victim}", "");
        program.WaitForOutput("all pass");
        program.ExpectEnd();
    }

    public void Restart()
    {
        program = session.Restart(Name, program);
        session.WaitUntilRunning(Name, program);
    }

    /// <summary>A new life whose end may be anything.</summary>
    public RunningProgram TryRestart() => program = session.Restart(Name, program);

    public void CheckpointAndKill()
    {
        session.CheckpointAndKill(Name, program);
        Waiting.Until("the end of all of them", () => Pids.Length == 0, program.Explain);
    }

    /// <summary>Times that it gave up the processor, or was taken it, and ticks that it had it.</summary>
    private static string WorkOf(string task)
    {
        var stat = File.ReadAllText($"{task}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // Fields 14 and 15 of proc_pid_stat(5).
        return string.Join(' ', [fields[11], fields[12], .. File.ReadLines($"{task}/status").Where(line => line.Contains("ctxt_switches", StringComparison.Ordinal))]);
    }
}
