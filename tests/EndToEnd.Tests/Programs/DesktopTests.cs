using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>An X11 session with its server, window manager, clock and terminals as members. Screenshots and keys come from outside.</summary>
public sealed class DesktopTests(UserSession session) : IClassFixture<UserSession>
{
    private string display = "";

    [NeedsFact("Xvfb", "twm", "xterm", "xclock", "xwd", "xdotool")]
    public void The_windows_look_the_same_after_a_restart_and_typing_works()
    {
        var finish = session.PathOf("desktop.finish");
        var folder = Directory.CreateDirectory(session.PathOf("desktop.work")).FullName;
        var program = session.Launch("desktop", "/bin/sh", InstalledProgram.Source("desktop.sh"), finish, folder);
        WorkerTrial.WaitForSteps(program);
        display = ":" + File.ReadAllText(Path.Combine(folder, "display")).Trim();
        XRun("xdotool", "search", "--sync", "--onlyvisible", "--name", "^typing$");
        XRun("xdotool", "mousemove", "200", "200");
        Type(folder, "before");
        session.Checkpoint("desktop");
        WorkerTrial.WaitForSteps(program);
        session.Checkpoint("desktop");
        WorkerTrial.WaitForSteps(program);
        var before = Screenshot();
        session.Succeed("kill", "desktop");
        program.WaitForEnd();

        program = session.Restart("desktop", program);
        session.WaitUntilRunning("desktop", program);
        WorkerTrial.WaitForSteps(program);
        var after = Screenshot();
        Assert.Equal(0, before.Differences(after, (x, y) => !Moves(x, y)));
        Waiting.Until("a tick of the clock", () => after.Differences(Screenshot(), IsClock) > 0, program.Explain);
        Type(folder, "after");
        Assert.NotEqual(0, after.Differences(Screenshot(), (x, y) => !Moves(x, y)));
        session.CheckpointAndKill("desktop", program);

        program = session.Restart("desktop", program);
        session.WaitUntilRunning("desktop", program);
        WorkerTrial.WaitForSteps(program);
        Type(folder, "again");
        Assert.Equal(["before", "after", "again"], File.ReadAllLines(Path.Combine(folder, "typed")));
        File.WriteAllText(finish, "");
        program.WaitForOutput("right");
        program.ExpectEnd();
    }

    /// <summary>The face of the clock; see the geometry in desktop.sh and the borders of twm.</summary>
    private static bool IsClock(int x, int y) => x is >= 452 and < 602 && y is >= 41 and < 191;

    private static bool Moves(int x, int y) => IsClock(x, y) || (x is >= 452 and < 576 && y is >= 241 and < 349);

    /// <summary>Types a line into the terminal under the pointer, and waits until its program has read it and the screen shows all that came of it.</summary>
    private void Type(string folder, string line)
    {
        XRun("xdotool", "type", line + "\n");
        var file = Path.Combine(folder, "typed");
        Waiting.Until($"'{line}' in the file of typed lines", () => File.Exists(file) && File.ReadAllText(file).EndsWith(line + "\n", StringComparison.Ordinal), session.Explain);
        WindowDump last = Screenshot();
        for (var same = 0; same < 3;)
        {
            Thread.Sleep(100);
            var next = Screenshot();
            same = last.Differences(next, (x, y) => !Moves(x, y)) == 0 ? same + 1 : 0;
            last = next;
        }
    }

    private WindowDump Screenshot()
    {
        var file = session.PathOf("screenshot.xwd");
        XRun("xwd", "-silent", "-root", "-out", file);
        return new WindowDump(File.ReadAllBytes(file));
    }

    private void XRun(string program, params string[] arguments)
    {
        var result = session.RunProgram("/usr/bin/env", [$"DISPLAY={display}", InstalledProgram.Get(program), .. arguments]);
        if (result.ExitStatus != 0)
            throw new HarnessException($"{result}\n{session.Explain()}");
    }
}
