using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

public sealed class DebuggerTests(UserSession session) : IClassFixture<UserSession>
{
    [NeedsFact("gdb")]
    public void Gdb_attaches_to_a_restored_program_sees_its_threads_and_functions_and_lets_it_go_on()
    {
        var question = session.PathOf("question");
        var program = session.Launch("debugged", VictimPrograms.PathOf("threads"), question, "3");
        program.WaitForOutput("ready");
        session.Checkpoint("debugged");
        session.Checkpoint("debugged");
        program.Kill();
        program = session.Restart("debugged", program);
        session.WaitUntilRunning("debugged", program);

        var pid = session.Status("debugged")!["pids"]!.AsArray()[0]!.GetValue<int>();
        // gdb would enter the program's mount namespace to read its files, which only root may; they are the same as here.
        var backtrace = session.RunProgram(
            InstalledProgram.Get("gdb"), "-batch", "-nx", "-iex", "set sysroot /", "-p", $"{pid}", "-ex", "info threads", "-ex", "thread apply all backtrace", "-ex", "detach");
        Assert.Contains("main (", backtrace.Output, StringComparison.Ordinal);
        Assert.Equal(3, backtrace.Output.Split(" count (").Length - 1);

        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }
}
