using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>Every feature of the kernel that one process can have: looked at by the victim itself, after each thing that may happen to it.</summary>
public sealed class RestoredVictimTests(UserSession session) : IClassFixture<UserSession>
{
    public static TheoryData<string> SingleProcesses => [.. VictimCatalogue.SingleProcesses];

    [Theory]
    [MemberData(nameof(SingleProcesses))]
    public void A_victim_goes_on_after_checkpoints_as_if_nothing_had_happened(string victim)
    {
        var name = victim + "-watched";
        var running = Launch(victim, name, out var question);
        session.Checkpoint(name);
        session.Checkpoint(name);
        File.WriteAllText(question, "");
        running.WaitForOutput("pass");
        running.ExpectEnd();
    }

    [Theory]
    [MemberData(nameof(SingleProcesses))]
    public void A_victim_finds_everything_in_its_place_after_a_restart_and_after_the_restart_of_that(string victim)
    {
        var name = victim + "-killed";
        var running = Launch(victim, name, out var question);
        session.Checkpoint(name);
        session.CheckpointAndKill(name, running);
        running = Restarted(name, running);
        session.CheckpointAndKill(name, running);
        running = Restarted(name, running);
        File.WriteAllText(question, "");
        running.WaitForOutput("pass");
        running.ExpectEnd();
    }

    private RunningProgram Launch(string victim, string name, out string question)
    {
        question = session.PathOf(name + ".question");
        var running = session.Launch(name, [VictimPrograms.PathOf(victim), question, .. VictimCatalogue.Arguments(victim, session)]);
        running.WaitForOutput("ready");
        return running;
    }

    private RunningProgram Restarted(string name, RunningProgram before)
    {
        var running = session.Restart(name, before);
        session.WaitUntilRunning(name, running);
        return running;
    }
}
