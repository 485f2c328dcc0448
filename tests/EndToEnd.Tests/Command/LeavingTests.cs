using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>Programs that leave at a signal, as schedulers send it to whom they want to have gone soon, and go on when they are started again.</summary>
public sealed class LeavingTests(UserSession session) : IClassFixture<UserSession>
{
    /// <summary>A number every few milliseconds, by a child and by its parent; the signal would end both of them.</summary>
    private const string Counting = "$| = 1; $who = fork ? 'parent' : 'child';"
        + " until (-e $ARGV[0]) { print $who, ' at ', $i++, \"\\n\"; select(undef, undef, undef, 0.01) } wait; print $who, ' done', \"\\n\";";

    [NeedsFact("perl")]
    public void At_the_signal_it_leaves_with_an_image_and_the_status_and_a_restart_goes_on_and_can_leave_again()
    {
        var finish = session.PathOf("finish");
        var program = Launch("leaving", "TERM", finish);
        program.WaitForOutput("child at 5\n");
        program.Signal(Signum.SIGTERM);
        program.ExpectEnd(85);
        Assert.Equal(1, (int)session.Status("leaving")!["generation"]!);

        for (var generation = 2; generation <= 3; generation++)
        {
            program = session.Restart("leaving", program);
            session.WaitUntilRunning("leaving", program);
            program.WaitForOutput("the child's and the parent's next steps", output => output.Contains("child at", StringComparison.Ordinal) && output.Contains("parent at", StringComparison.Ordinal));
            program.Signal(Signum.SIGTERM);
            program.ExpectEnd(85);
            Assert.Equal(generation, (int)session.Status("leaving")!["generation"]!);
        }

        program = session.Restart("leaving", program);
        File.WriteAllText(finish, "");
        program.WaitForOutput("parent done");
        program.ExpectEnd();
        var steps = program.Output.Split('\n').Where(line => line.StartsWith("child at ", StringComparison.Ordinal)).Select(line => int.Parse(line[9..])).ToArray();
        Assert.Equal(Enumerable.Range(0, steps.Length), steps);
    }

    [NeedsFact("perl")]
    public void The_whole_group_may_get_the_signal_and_the_status_may_be_another_one()
    {
        var finish = session.PathOf("never");
        var program = session.StartUnknown("group", "/usr/bin/setsid", "--wait", Binaries.Command, "launch", "--name", "group", "--images", session.Images, "--on-signal", "sigusr1=99", "--",
            InstalledProgram.Get("perl"), "-e", Counting, finish);
        program.WaitForOutput("child at 5\n");
        var root = (int)session.Status("group")!["pids"]![0]!;
        Assert.Equal(0, Syscall.kill(-root, Signum.SIGUSR1));
        program.ExpectEnd(99);

        program = session.Restart("group", program);
        session.WaitUntilRunning("group", program);
        program.WaitForOutput("child at");
        Assert.Equal(10, (int)session.Status("group")!["leaveSignal"]!);
        session.Succeed("kill", "group");
    }

    [NeedsFact("perl")]
    public void A_signal_that_comes_while_there_is_no_agent_waits_for_the_next_one()
    {
        var program = Launch("patient", "HUP", session.PathOf("never"));
        program.WaitForOutput("child at 5\n");
        session.Status("patient");
        session.Succeed("stop");
        program.Signal(Signum.SIGHUP);
        session.Succeed("status");
        program.ExpectEnd(85);
    }

    /// <summary>The script of docs/command.md, as a scheduler runs it twice.</summary>
    [NeedsFact("perl")]
    public void A_job_script_hands_the_signal_on_and_learns_that_the_job_is_to_be_queued_again()
    {
        var finish = session.PathOf("last");
        var script = session.PathOf("job");
        File.WriteAllText(script, $$"""
            trap 'kill -TERM $program' TERM
            if [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then {{Binaries.Command}} restart sim & else {{Binaries.Command}} launch --name sim --on-signal TERM -- "$@" & fi
            program=$!; wait $program; wait $program; status=$?
            exit $status
            """);
        string[] job = ["/bin/bash", script, InstalledProgram.Get("perl"), "-e", Counting, finish];
        var first = session.StartUnknown("first", job);
        first.WaitForOutput("child at 5\n");
        first.Signal(Signum.SIGTERM);
        first.ExpectEnd(85);

        var second = session.StartUnknown("first", ["/usr/bin/env", "SLURM_RESTART_COUNT=1", .. job]);
        session.WaitUntilRunning("sim", second);
        File.WriteAllText(finish, "");
        second.ExpectEnd();
        // Output that was a file is that file again.
        Assert.Contains("parent done", first.Output, StringComparison.Ordinal);
    }

    private RunningProgram Launch(string name, string signal, string finish) => session.StartUnknown(
        name, Binaries.Command, "launch", "--name", name, "--images", session.Images, "--on-signal", signal, "--", InstalledProgram.Get("perl"), "-e", Counting, finish);
}
