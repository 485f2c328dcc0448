using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Programs;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>A daemon has left the program that was launched, which has ended; by the mark in its environment it is still of the computation.</summary>
public sealed class DaemonTests(UserSession session) : IClassFixture<UserSession>
{
    private const string Daemon = "i=0; until [ -e \"$1\" ]; do echo step $i; i=$((i + 1)); sleep 0.01; done; echo right";

    [Fact]
    public void It_is_checkpointed_by_the_name_of_the_computation_and_restarted()
    {
        var finish = session.PathOf("finish");
        var program = Start("daemon", finish);
        session.Checkpoint("daemon");
        session.Checkpoint("daemon", "--kill");
        var length = program.Output.Length;

        program = session.Restart("daemon", program);
        session.WaitUntilRunning("daemon", program);
        WorkerTrial.WaitForSteps(program);
        File.WriteAllText(finish, "");
        program.WaitForOutput("right");
        program.ExpectEnd();
        Assert.Equal(
            [.. Enumerable.Range(0, program.Output.Split('\n').Length - 2).Select(step => $"step {step}"), "right", ""],
            program.Output.Split('\n'));
        Assert.True(program.Output.Length > length);
    }

    [Fact]
    public void It_is_ended_by_the_name_of_the_computation()
    {
        var program = Start("ended", session.PathOf("never"));
        session.Succeed("kill", "ended");
        Waiting.Until("the daemon's end", () => session.Processes().All(pid => !ProcessTable.CommandLine(pid).Contains("until [ -e", StringComparison.Ordinal)), program.Explain);
    }

    private RunningProgram Start(string name, string finish)
    {
        var program = session.Launch(name, "/bin/sh", "-c", "setsid /bin/sh -c \"$0\" daemon \"$1\" &", Daemon, finish);
        program.ExpectEnd();
        Waiting.Until("no root of the computation", () => (string?)session.Status(name)?["state"] != "Running", program.Explain);
        Waiting.Until("steps of the daemon", () => program.Output.Contains("step 5", StringComparison.Ordinal), program.Explain);
        return program;
    }
}
