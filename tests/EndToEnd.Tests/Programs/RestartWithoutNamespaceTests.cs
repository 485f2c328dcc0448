using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>Where the agent is root and the ids are free, a restored program lives where it lived before: under its old pid for everybody.</summary>
[Trait("Category", "Root")]
public sealed class RestartWithoutNamespaceTests(UserSession session) : IClassFixture<UserSession>
{
    [RootFact]
    public void It_has_its_old_pid_for_everybody()
    {
        var (program, question) = Begin("alone");
        var pid = program.Pid;
        session.CheckpointAndKill("alone", program);
        program = session.Restart("alone", program);
        session.WaitUntilRunning("alone", program);
        Assert.Equal([pid], PidsOf("alone"));
        Assert.Equal(NamespaceOf(Environment.ProcessId), NamespaceOf(pid));
        // And once more from there.
        session.CheckpointAndKill("alone", program);
        program = session.Restart("alone", program);
        session.WaitUntilRunning("alone", program);
        Assert.Equal([pid], PidsOf("alone"));
        Finish(program, question);
    }

    [RootFact]
    public void It_gets_a_namespace_where_somebody_else_has_its_pid()
    {
        var (program, question) = Begin("crowded");
        var pid = program.Pid;
        session.CheckpointAndKill("crowded", program);
        var other = Occupy(pid);
        program = session.Restart("crowded", program);
        session.WaitUntilRunning("crowded", program);
        var now = Assert.Single(PidsOf("crowded"));
        Assert.NotEqual(pid, now);
        Assert.Equal(pid, OwnPidOf(now));
        Assert.NotEqual(NamespaceOf(Environment.ProcessId), NamespaceOf(now));
        Finish(program, question);
        other.Kill();
    }

    private (RunningProgram Program, string Question) Begin(string name)
    {
        var question = session.PathOf(name + ".question");
        var program = session.Launch(name, VictimPrograms.PathOf("threads"), question, "20");
        program.WaitForOutput("ready");
        return (program, question);
    }

    private static void Finish(RunningProgram program, string question)
    {
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    /// <summary>Pids are given in turn; the next is told by ns_last_pid (proc_sys_kernel(5)). Others may be quicker, and then it is tried again.</summary>
    private RunningProgram Occupy(int pid)
    {
        RunningProgram? found = null;
        Waiting.Until($"somebody with pid {pid}", () =>
        {
            File.WriteAllText("/proc/sys/kernel/ns_last_pid", (pid - 1).ToString(CultureInfo.InvariantCulture));
            var next = session.StartUnknown("other", "/bin/sleep", "1000");
            if (next.Pid == pid)
                found = next;
            else
                next.Kill();
            return found is not null;
        });
        return found!;
    }

    private int[] PidsOf(string name) => [.. session.Status(name)!["pids"]!.AsArray().Select(pid => (int)pid!)];

    private static string? NamespaceOf(int pid) => new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;

    private static int OwnPidOf(int pid)
        => int.Parse(File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("NSpid:", StringComparison.Ordinal)).Split('\t')[^1], CultureInfo.InvariantCulture);
}
