using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>Programs of root whose processes belong to several users.</summary>
[Trait("Category", "Root")]
public sealed class SeveralUsersTests(UserSession session) : IClassFixture<UserSession>
{
    [RootFact]
    public void What_one_of_them_has_sent_or_connected_is_his_after_a_restart_and_after_the_restart_of_that()
    {
        const string Name = "users";
        var question = session.PathOf(Name + ".question");
        var program = session.Launch(Name, VictimPrograms.PathOf("credentials_users"), question);
        program.WaitForOutput("ready");
        for (var life = 0; life < 2; life++)
        {
            session.CheckpointAndKill(Name, program);
            program = session.Restart(Name, program);
            session.WaitUntilRunning(Name, program);
        }

        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }
}
