using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>What cannot be captured is refused before anything is touched, all of it at once.</summary>
public sealed class UncapturableProgramTests(UserSession session) : IClassFixture<UserSession>
{
    [Fact]
    public void Code_of_32_bits_is_refused_before_a_hook_comes_near_it()
    {
        var program = Ready("code_32bit", out var question);
        Assert.Contains("runs 32-bit code", session.Refuse("checkpoint", "code_32bit").Errors, StringComparison.Ordinal);
        Assert.Contains("Only 64-bit programs", session.Run("preflight", $"{program.Pid}").Output, StringComparison.Ordinal);
        Passes(program, question);
    }

    private RunningProgram Ready(string victim, out string question)
    {
        question = session.PathOf(victim + ".question");
        var program = session.Launch(victim, VictimPrograms.PathOf(victim), question);
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
