using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>A standard stream may be a file that somebody else has opened, where the program's user cannot go: `sudo -u USER PROGRAM > /root/log`.</summary>
public sealed class HiddenStreamTests(UserSession session) : IClassFixture<UserSession>
{
    [PlainUserFact]
    public void A_restart_puts_its_own_stream_in_the_place_of_a_file_that_cannot_be_found()
    {
        var folder = Directory.CreateDirectory(session.PathOf("hidden")).FullName;
        var program = session.Launch("hidden", "sh", "-c", $"exec >{folder}/log; chmod 0 {folder}; n=0; while sleep 0.05; do n=$((n+1)); echo line $n; done");
        Waiting.Until("the file to be hidden", () => File.GetUnixFileMode(folder) == UnixFileMode.None, program.Explain);
        Assert.Contains("a restart puts its own standard stream in its place", session.Succeed("checkpoint", "hidden").Errors, StringComparison.Ordinal);
        session.CheckpointAndKill("hidden", program);

        program = session.Restart("hidden", program);

        program.WaitForOutput("line ");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var last = File.ReadAllLines(Path.Combine(folder, "log"))[^1];
        // What the program counts goes on in the other file.
        Assert.Equal($"line {int.Parse(last.Split(' ')[1]) + 1}", File.ReadAllLines(program.OutputFile)[0]);
        session.Succeed("kill", "hidden");
        program.WaitForEnd();
    }
}
