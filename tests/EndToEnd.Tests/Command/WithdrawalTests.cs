using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>A checkpoint that takes its time, seen from the terminal of the person who ordered it. The agent stands still meanwhile, so that it does.</summary>
public sealed class WithdrawalTests : IDisposable
{
    private readonly UserSession session = new();

    public void Dispose() => session.Dispose();

    [NeedsFact("bash")]
    public void A_checkpoint_that_takes_long_says_how_far_it_is_and_takes_the_line_away_again()
    {
        var program = Ready(out var question);
        using var terminal = Shell();
        var agent = Agent();
        ProcessTable.Kill(agent, Signum.SIGSTOP);
        terminal.Type($"{Binaries.Command} checkpoint slow\r");
        terminal.WaitFor(" s  suspending");
        ProcessTable.Kill(agent, Signum.SIGCONT);
        terminal.WaitFor("phases");
        Assert.Contains("\r\e[Kslow, generation 1", terminal.Screen.Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        program.Passes(question);
    }

    [NeedsFact("bash")]
    public void A_checkpoint_of_much_memory_says_how_much_of_it_is_written()
    {
        var program = session.Ready("large", "memory_large", out var question, "1024");
        using var terminal = Shell();
        terminal.Type($"{Binaries.Command} checkpoint large --compress\r");
        terminal.WaitFor(" s  writing ");
        terminal.WaitFor(" of about 1");
        terminal.WaitFor("phases");
        program.Passes(question);
    }

    [NeedsFact("bash")]
    public void Control_C_withdraws_the_order_and_the_program_runs_on()
    {
        var program = Ready(out var question);
        using var terminal = Shell();
        var agent = Agent();
        ProcessTable.Kill(agent, Signum.SIGSTOP);
        terminal.Type($"{Binaries.Command} checkpoint slow\r");
        terminal.WaitFor(" s  suspending");
        terminal.Ask("\u0003", "$ ");
        terminal.Ask("echo status $?", "status 130");
        ProcessTable.Kill(agent, Signum.SIGCONT);

        // Whatever was begun is undone, or was done already when the withdrawal came; the next one is as good as any.
        Waiting.Until("the running program", () => (string?)session.Status("slow")?["state"] == "Running", session.Explain);
        session.Checkpoint("slow");
        Assert.All(Directory.GetDirectories(Path.Combine(session.Images, "slow")), generation => Assert.True(File.Exists(Path.Combine(generation, "inventory.img")), generation));
        program.Passes(question);
    }

    /// <summary>What it has begun to start is called as it is for a moment.</summary>
    private int Agent()
    {
        int[] agents = [];
        Waiting.Until("the agent alone", () => (agents = [.. session.Agents()]).Length == 1, session.Explain);
        return agents[0];
    }

    private RunningProgram Ready(out string question)
    {
        question = session.PathOf("question");
        var program = session.Launch("slow", VictimPrograms.PathOf("registers_general"), question);
        program.WaitForOutput("ready");
        Waiting.Until("the agent that knows it", () => session.Status("slow") is not null);
        return program;
    }

    private PseudoTerminal Shell()
    {
        var terminal = new PseudoTerminal(session);
        terminal.Start(InstalledProgram.Get("bash"), "--norc", "--noprofile", "--noediting", "-i");
        terminal.WaitFor("$ ");
        return terminal;
    }
}
