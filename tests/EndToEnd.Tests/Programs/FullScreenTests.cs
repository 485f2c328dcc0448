using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>An editor that fills the screen, by itself and inside of programs that have terminals of their own; the test is the person who types and looks.</summary>
public sealed class FullScreenTests(UserSession session) : IClassFixture<UserSession>
{
    [NeedsFact("bash", "vim")]
    public void Vim_draws_its_screen_again_and_is_edited_on()
        => Survives("vim", "", "");

    [NeedsFact("bash", "vim", "tmux")]
    public void Tmux_draws_its_screen_again_and_the_editor_inside_is_edited_on()
        => Survives("tmux", $"{InstalledProgram.Get("tmux")} -S {session.PathOf("tmux.socket")} -f {InstalledProgram.Source("tmux.conf")} new-session ", "");

    /// <summary>The client that was launched has ended; what lives on is a daemon. After the restart another client, of whom we know nothing, attaches to it.</summary>
    [NeedsFact("bash", "vim", "tmux")]
    public void A_detached_tmux_can_be_attached_after_a_restart()
    {
        var text = session.PathOf("detached.text");
        var tmux = $"TERM=xterm {InstalledProgram.Get("tmux")} -S {session.PathOf("detached.socket")} -f {InstalledProgram.Source("tmux.conf")}";
        using var terminal = PseudoTerminal.WithShell(session);
        session.Launch("detached", "/bin/sh", "-c", $"{tmux} new-session -d {InstalledProgram.Get("vim")} -u NONE -n {text}").ExpectEnd();
        terminal.Ask($"{tmux} attach", "~");
        terminal.Ask(":call setline(1, 'fi'.'rst')", "first");
        terminal.Press("\u0002d", "[detached");
        session.Checkpoint("detached");
        session.Checkpoint("detached", "--kill");
        session.Succeed("restart", "detached", "--images", session.Images, "--detach");
        terminal.Ask($"{tmux} attach", "first");
        terminal.Ask(":$put ='sec'.'ond'", "second");
        terminal.Ask(":wq", "[exited]");
        Assert.Equal(["first", "second"], File.ReadAllLines(text));
    }

    /// <summary>It is not interested in a window that has the size it had; ^A l is its key for that.</summary>
    [NeedsFact("bash", "vim", "screen")]
    public void Screen_draws_its_screen_again_when_asked_and_the_editor_inside_is_edited_on()
        => Survives("screen", $"{InstalledProgram.Get("screen")} -c /dev/null ", "\u0001l");

    /// <summary>It is not interested either, and has no keys: ^L is the editor's.</summary>
    [NeedsFact("bash", "vim", "script")]
    public void Script_writes_on_and_the_editor_inside_is_edited_on()
    {
        var record = session.PathOf("typescript");
        var inside = session.PathOf("inside");
        File.WriteAllText(inside, $"#!/bin/sh\nexec {InstalledProgram.Get("script")} -q -f -c \"$*\" {record}\n");
        Survives("script", $"/bin/sh {inside} ", "\f");
        Assert.Contains("fourth", File.ReadAllText(record), StringComparison.Ordinal);
    }

    /// <summary>Words that are typed in two parts, so that only the edited text shows them whole.</summary>
    private void Survives(string name, string outer, string redrawKeys)
    {
        var text = session.PathOf(name + ".text");
        using var terminal = PseudoTerminal.WithShell(session);
        Directory.CreateDirectory(session.PathOf("screens"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        terminal.Ask("export TERM=xterm SCREENDIR=" + session.PathOf("screens"), "$ ");
        terminal.Ask($"{Binaries.Command} launch --name {name} --images {session.Images} -- {outer}{InstalledProgram.Get("vim")} -u NONE -n {text}", "~");
        terminal.Ask(":call setline(1, 'fi'.'rst')", "first");
        session.Checkpoint(name);
        terminal.Ask(":$put ='sec'.'ond'", "second");
        Restart(terminal, name, redrawKeys, "second");
        terminal.Ask(":$put ='th'.'ird'", "third");
        terminal.Ask(":autocmd VimResized * call setline(4, 'of '.&columns)", "columns");
        var position = terminal.Screen.Length;
        terminal.Resize(31, 97);
        terminal.WaitForAfter(position, "of 97");
        Restart(terminal, name, redrawKeys, "third");
        terminal.Ask(":$put ='four'.'th'", "fourth");
        terminal.Ask(":wq", "$ ");
        terminal.Ask("echo status $?", "status 0");
        Assert.Equal(["first", "second", "third", "of 97", "fourth"], File.ReadAllLines(text));
    }

    private static void Restart(PseudoTerminal terminal, string name, string redrawKeys, string onScreen)
    {
        terminal.KillAndRestart(name, redrawKeys.Length == 0 ? onScreen : "");
        if (redrawKeys.Length > 0)
            terminal.Press(redrawKeys, onScreen);
    }
}
