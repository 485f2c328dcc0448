using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>A restored program in a terminal is in its foreground, and the keys of the terminal reach it through the shell's job control.</summary>
public sealed class TerminalTests(UserSession session) : IClassFixture<UserSession>
{
    [NeedsFact("bash", "perl")]
    public void Control_C_reaches_the_restored_program_and_its_status_reaches_the_shell()
    {
        using var terminal = Restarted("interrupted");
        terminal.Ask("\u0003", "caught INT");
        terminal.Ask("echo status $?", "status 7");
    }

    [NeedsFact("bash", "perl")]
    public void Control_Z_stops_the_restored_program_and_fg_continues_it()
    {
        using var terminal = Restarted("stopped");
        var position = terminal.Screen.Length;
        terminal.Type("\u001a");
        terminal.WaitForAfter(position, "Stopped");
        terminal.Ask("echo at the shell", "at the shell");
        position = terminal.Screen.Length;
        terminal.Type("fg\r");
        terminal.WaitForAfter(position, "tick");
        terminal.Ask("\u0003", "caught INT");
    }

    private PseudoTerminal Restarted(string name)
    {
        var script = session.PathOf(name + ".pl");
        File.WriteAllText(script, "$| = 1; $SIG{INT} = sub { print \"caught INT\\n\"; exit 7 }; while (1) { print \"tick\\n\"; select(undef, undef, undef, 0.1) }\n");
        var terminal = new PseudoTerminal(session);
        terminal.Start(InstalledProgram.Get("bash"), "--norc", "--noprofile", "--noediting", "-i");
        terminal.WaitFor("$ ");
        terminal.Ask($"{Binaries.Command} launch --name {name} --images {session.Images} -- {InstalledProgram.Get("perl")} {script}", "tick");
        session.Checkpoint(name, "--kill");
        terminal.WaitFor("Killed");
        terminal.Ask($"{Binaries.Command} restart {name} --images {session.Images}", "tick");
        return terminal;
    }
}
