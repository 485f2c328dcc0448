using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>What a victim says after a checkpoint is worth something only if it says "pass" without one.</summary>
public sealed class UndisturbedVictimTests(UserSession session) : IClassFixture<UserSession>
{
    public static TheoryData<string> All => [.. VictimCatalogue.All];

    [Theory]
    [MemberData(nameof(All))]
    public void A_victim_to_which_nothing_happens_passes(string name)
    {
        var question = session.PathOf(name + ".question");
        var victim = session.StartUnknown(name, [VictimPrograms.PathOf(name), question, .. VictimCatalogue.Arguments(name, session)]);
        victim.WaitForOutput("ready");
        File.WriteAllText(question, "");
        victim.WaitForOutput("pass");
        victim.ExpectEnd();
    }
}
