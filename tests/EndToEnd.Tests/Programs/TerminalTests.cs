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
        terminal.Press("\u001a", "Stopped");
        terminal.Ask("echo at the shell", "at the shell");
        terminal.Ask("fg", "tick");
        terminal.Ask("\u0003", "caught INT");
    }

    [NeedsFact("bash", "perl")]
    public void A_shell_inside_keeps_its_jobs_and_whoever_had_the_terminal_has_it()
    {
        using var terminal = PseudoTerminal.WithShell(session);
        terminal.Ask($"PS1='in> ' {Binaries.Command} launch --name shell --images {session.Images} -- {InstalledProgram.Get("bash")} --norc --noprofile --noediting -i", "in> ");
        terminal.Ask("sleep 1000 &", "in> ");
        terminal.Ask($"{InstalledProgram.Get("perl")} {Script("foreground.pl",
            "$| = 1; $SIG{WINCH} = sub { print 'size ', `stty size` }; print \"asks\\n\"; while (1) { my $line = <STDIN>; print \"heard $line\" if defined $line }")}", "asks");
        session.Checkpoint("shell");
        terminal.Ask("one", "heard one");
        terminal.KillAndRestart("shell", "size ");
        terminal.Ask("two", "heard two");
        var position = terminal.Screen.Length;
        terminal.Resize(31, 97);
        terminal.WaitForAfter(position, "size 31 97");

        terminal.Press("\u001a", "in> ");
        terminal.Ask("jobs", "Stopped");
        terminal.KillAndRestart("shell", "");
        terminal.Ask("jobs -r", "sleep 1000");
        terminal.Ask("fg", "foreground.pl");
        terminal.Ask("three", "heard three");
        terminal.Press("\u0003", "in> ");
        terminal.Ask("kill %1; wait %1; echo status $?", "status 143");
        terminal.Ask("exit 5", "$ ");
        terminal.Ask("echo outer $?", "outer 5");
    }

    [NeedsFact("bash", "python3")]
    public void An_event_loop_hears_what_is_typed_after_a_restart_as_before()
    {
        using var terminal = PseudoTerminal.WithShell(session);
        var script = Script("loop.py", "import os, select\npoll = select.epoll()\npoll.register(0, select.EPOLLIN)\nprint('asks', flush=True)\n"
            + "while poll.poll():\n    print('heard', os.read(0, 100).decode(), end='', flush=True)\n");
        terminal.Ask($"{Binaries.Command} launch --name loop --images {session.Images} -- {InstalledProgram.Get("python3")} {script}", "asks");
        session.Checkpoint("loop");
        terminal.Ask("one", "heard one");
        terminal.KillAndRestart("loop", "");
        terminal.Ask("two", "heard two");
        terminal.KillAndRestart("loop", "");
        terminal.Ask("three", "heard three");
        terminal.Press("\u0003", "$ ");
    }

    private PseudoTerminal Restarted(string name)
    {
        var script = Script(name + ".pl", "$| = 1; $SIG{INT} = sub { print \"caught INT\\n\"; exit 7 }; while (1) { print \"tick\\n\"; select(undef, undef, undef, 0.1) }\n");
        var terminal = PseudoTerminal.WithShell(session);
        terminal.Ask($"{Binaries.Command} launch --name {name} --images {session.Images} -- {InstalledProgram.Get("perl")} {script}", "tick");
        terminal.KillAndRestart(name, "tick");
        return terminal;
    }

    private string Script(string name, string text)
    {
        var script = session.PathOf(name);
        File.WriteAllText(script, text);
        return script;
    }
}
