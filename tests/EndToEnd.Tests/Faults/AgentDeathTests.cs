using System.Diagnostics;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>The agent is killed at random moments of checkpoints and restarts. Nothing that happens to us may happen to the program or to its last image.</summary>
public sealed class AgentDeathTests(UserSession session) : IClassFixture<UserSession>
{
    private const int Seed = 20260;

    [Theory]
    [InlineData("registers_vector", 8)]
    [InlineData("registers_general", 8)]
    [InlineData("threads", 8)]
    [InlineData("signal_pending", 5)]
    [InlineData("pipes", 5)]
    public void A_program_runs_on_and_its_image_stays_whole_when_the_agent_is_killed_during_a_checkpoint(string victim, int kills)
    {
        var question = session.PathOf(victim + ".question");
        var program = session.Launch(victim, VictimPrograms.PathOf(victim), question);
        program.WaitForOutput("ready");
        var descriptors = DescriptorsOf(program.Pid);
        var watch = Stopwatch.StartNew();
        session.Checkpoint(victim);
        session.Checkpoint(victim);
        var span = watch.Elapsed / 2;
        var random = new Random(Seed + kills);
        for (var i = 0; i < kills; i++)
        {
            KillAgentDuring(span * (random.NextDouble() * 1.2), ["checkpoint", victim]);
            Assert.False(program.Ended, $"kill {i} of seed {Seed + kills}: {program.Explain()}");
            // A new agent comes with the next command, and finds the image of before (or the new one, if it was committed).
            session.Succeed("verify", Path.Combine(session.Images, victim));
            // And what the dead one did not finish goes when the new one has started.
            Waiting.Until("the removal of what was not committed", () => Generations(victim).All(IsCommitted), session.Explain);
            Assert.Equal(descriptors, DescriptorsOf(program.Pid));
        }

        session.Checkpoint(victim, "--keep", "1");
        Assert.Single(Generations(victim));
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    [Fact]
    public void A_restart_whose_agent_is_killed_leaves_no_process_and_can_be_repeated()
    {
        var question = session.PathOf("restarted.question");
        var program = session.Launch("restarted", VictimPrograms.PathOf("threads"), question, "20");
        program.WaitForOutput("ready");
        session.CheckpointAndKill("restarted", program);
        var watch = Stopwatch.StartNew();
        program = session.Restart("restarted", program);
        session.WaitUntilRunning("restarted", program);
        var span = watch.Elapsed;
        session.CheckpointAndKill("restarted", program);

        var random = new Random(Seed);
        for (var i = 0; i < 10; i++)
        {
            var attempt = session.Restart("restarted", program);
            Thread.Sleep(span * random.NextDouble());
            KillAgents();
            // It was handed over already and runs on without any agent, or had not been ordered yet and is ordered of the next one; or it ends and says so.
            Waiting.Until("the end of the attempt, or its success", () => attempt.Ended || EndIfItRuns(), attempt.Explain);
            Assert.Contains(attempt.WaitForEnd(), new[] { 125, 128 + (int)Signum.SIGKILL });
            Waiting.Until("nothing but the agent", () => session.Processes().Count == session.Agents().Count, session.Explain);
        }

        program = session.Restart("restarted", program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    private bool EndIfItRuns()
        => (string?)session.Status("restarted")?["state"] == "Running" && session.Run("checkpoint", "restarted", "--kill").ExitStatus == 0;

    private string[] Generations(string name) => Directory.GetDirectories(Path.Combine(session.Images, name));

    private static bool IsCommitted(string generation) => File.Exists(Path.Combine(generation, "inventory.img"));

    private static string[] DescriptorsOf(int pid) => [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(path => Path.GetFileName(path)).Order()];

    private void KillAgentDuring(TimeSpan moment, string[] command)
    {
        var start = new ProcessStartInfo(Binaries.Command, command) { RedirectStandardOutput = true, RedirectStandardError = true };
        session.SetEnvironment(start);
        using var ordering = Process.Start(start)!;
        Thread.Sleep(moment);
        KillAgents();
        Waiting.Until("the command's end", () => ordering.HasExited, session.Explain);
        Assert.Contains(ordering.ExitCode, new[] { 0, 125 });
    }

    private void KillAgents()
    {
        foreach (var pid in session.Agents())
            ProcessTable.Kill(pid, Signum.SIGKILL);
        Waiting.Until("the agent's end", () => session.Agents().Count == 0);
    }
}
