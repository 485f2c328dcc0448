using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>Where the agent is root, or may do that one thing of root's, and the ids are free, a restored program lives where it lived before: under its old pid for everybody.</summary>
[Trait("Category", "Root")]
public sealed class RestartWithoutNamespaceTests(UserSession session) : IClassFixture<UserSession>
{
    private const string Nobody = "65534";

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

    /// <summary>Where ids are free at once, since pid 1 reaps as that of a container does, this is how the throw-away program of the agent's start is restarted.</summary>
    [RootFact]
    public void The_agent_rehearses_it()
    {
        const string Script = """
            "$1" launch --name job -- sleep 600 &
            until "$1" checkpoint job; do sleep 0.1; done
            "$1" kill job && "$1" stop
            """;
        using var container = new UserSession();
        var result = container.RunProgram("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c", Script, "sh", Binaries.Command);
        Assert.True(result.ExitStatus == 0, $"{result}");
        var log = File.ReadAllText(container.PathOf("run/entracte/agent.log"));
        Assert.Contains("The agent ends", log, StringComparison.Ordinal);
        Assert.DoesNotContain("rehearsal failed", log, StringComparison.Ordinal);
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

    /// <summary>Who changes his user, as a restart by root does for him, forgets the signal that he has asked for (prctl(2), PR_SET_PDEATHSIG).</summary>
    [RootFact]
    public void A_program_of_another_user_hears_of_a_parents_death()
    {
        var (victim, question) = (session.PathOf("tree_deaths"), session.PathOf("mourned.question"));
        File.Copy(VictimPrograms.PathOf("tree_deaths"), victim);
        Assert.Equal(0, session.RunProgram("/bin/chmod", "0755", session.Folder, victim).ExitStatus);
        var program = session.Launch("mourned", InstalledProgram.Get("setpriv"), $"--reuid={Nobody}", "--clear-groups", victim, question);
        program.WaitForOutput("ready");
        session.CheckpointAndKill("mourned", program);
        Finish(session.Restart("mourned", program), question);
    }

    [RootFact]
    public void A_plain_user_who_may_checkpoint_and_restore_needs_none_either()
    {
        using var nobodys = new UserSession();
        var script = nobodys.PathOf("script");
        File.WriteAllText(script, """
            set -e
            PATH=$1/bin:$PATH
            cd "$1"
            entracte launch --name capable -- "$1/threads" "$1/question" 20 > output 2>&1 &
            until grep -q ready output; do sleep 0.1; done
            entracte checkpoint capable --kill
            entracte restart capable --detach --stdout "$1/output"
            echo "$!" > pid
            """);
        File.Copy(VictimPrograms.PathOf("threads"), nobodys.PathOf("threads"));
        Assert.Equal(0, nobodys.RunProgram("cp", "-a", Path.GetDirectoryName(Binaries.Command)!, nobodys.PathOf("bin")).ExitStatus);
        Assert.Equal(0, nobodys.RunProgram("chown", "-R", Nobody, nobodys.Folder).ExitStatus);
        string[] asCapable = [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--inh-caps=+checkpoint_restore", "--ambient-caps=+checkpoint_restore"];
        var run = nobodys.RunProgram(
            "setpriv", [.. asCapable, "env", $"ENTRACTE_NODE={nobodys.PathOf("bin")}/entracte-node", $"HOME={nobodys.Folder}", "sh", script, nobodys.Folder]);
        Assert.True(run.ExitStatus == 0, $"{run}\n{nobodys.Explain()}");

        var pid = int.Parse(File.ReadAllText(nobodys.PathOf("pid")), CultureInfo.InvariantCulture);
        Assert.Contains("threads", ProcessTable.CommandLine(pid), StringComparison.Ordinal);
        Assert.Equal(NamespaceOf(Environment.ProcessId), NamespaceOf(pid));
        File.WriteAllText(nobodys.PathOf("question"), "");
        Waiting.Until("the program to find all right", () => File.ReadAllText(nobodys.PathOf("output")).Contains("pass", StringComparison.Ordinal), nobodys.Explain);
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
