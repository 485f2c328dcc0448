using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>What only a program of root can have.</summary>
[Trait("Category", "Root")]
public sealed class PrivilegedVictimTests(UserSession session) : IClassFixture<UserSession>
{
    [RootFact]
    public void Its_scheduling_alarms_and_bits_are_left_alone_by_checkpoints()
    {
        var program = session.Ready("privileged-watched", "privileged", out var question);
        session.Checkpoint("privileged-watched");
        session.Checkpoint("privileged-watched");
        program.Passes(question);
    }

    [RootFact]
    public void Its_scheduling_alarms_and_bits_are_there_again_after_a_restart_and_after_the_restart_of_that()
    {
        const string Name = "privileged-killed";
        var program = session.Ready(Name, "privileged", out var question);
        for (var life = 0; life < 2; life++)
        {
            session.CheckpointAndKill(Name, program);
            program = session.Restart(Name, program);
            session.WaitUntilRunning(Name, program);
        }
        program.Passes(question);
    }
}
