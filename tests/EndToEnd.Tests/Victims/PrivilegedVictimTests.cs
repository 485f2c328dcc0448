using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>What only a program of root can have.</summary>
[Trait("Category", "Root")]
public sealed class PrivilegedVictimTests(UserSession session) : IClassFixture<UserSession>
{
    [RootFact]
    public void Its_scheduling_alarms_and_bits_are_left_alone_by_checkpoints()
    {
        var program = Ready("privileged-watched", out var question);
        session.Checkpoint("privileged-watched");
        session.Checkpoint("privileged-watched");
        Passes(program, question);
    }

    [RootFact]
    public void Its_scheduling_alarms_and_bits_are_there_again_after_a_restart_and_after_the_restart_of_that()
    {
        const string Name = "privileged-killed";
        var program = Ready(Name, out var question);
        for (var life = 0; life < 2; life++)
        {
            session.CheckpointAndKill(Name, program);
            program = session.Restart(Name, program);
            session.WaitUntilRunning(Name, program);
        }
        Passes(program, question);
    }

    private RunningProgram Ready(string name, out string question)
    {
        question = session.PathOf(name + ".question");
        var program = session.Launch(name, VictimPrograms.PathOf("privileged"), question);
        program.WaitForOutput("ready");
        return program;
    }

    private static void Passes(RunningProgram program, string question)
    {
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }
}
