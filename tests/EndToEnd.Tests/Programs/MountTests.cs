using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>What is mounted on the host after a restart is not seen by the restored program, whose mounts are a copy; it need not hinder the next checkpoint.</summary>
[Trait("Category", "Root")]
public sealed class MountTests(UserSession session) : IClassFixture<UserSession>
{
    [RootFact]
    public void A_file_system_that_is_mounted_elsewhere_after_a_restart_does_not_matter()
    {
        var program = Restored("elsewhere", out var question);
        var place = Directory.CreateDirectory(session.PathOf("mounted")).FullName;
        Mount(place);
        try
        {
            session.Checkpoint("elsewhere");
            session.CheckpointAndKill("elsewhere", program);
            program = session.Restart("elsewhere", program);
            session.WaitUntilRunning("elsewhere", program);
        }
        finally
        {
            Unmount(place);
        }
        session.Checkpoint("elsewhere");
        program.Passes(question);
    }

    [RootFact]
    public void A_file_system_that_is_mounted_over_its_files_after_a_restart_is_named()
    {
        var place = Directory.CreateDirectory(session.PathOf("covered")).FullName;
        var program = Restored("covered/victim", out var question);
        Mount(place);
        try
        {
            Assert.Contains("there is another one now", session.Refuse("checkpoint", "victim").Errors, StringComparison.Ordinal);
        }
        finally
        {
            Unmount(place);
        }
        session.Checkpoint("victim");
        program.Passes(question);
    }

    /// <summary>A program in namespaces of its own: System V objects need one. Its files lie beside the question.</summary>
    private RunningProgram Restored(string questionName, out string question)
    {
        var name = Path.GetFileName(questionName);
        question = session.PathOf(questionName + ".question");
        // Its input, as a victim closes all other descriptors that it inherits.
        var script = "exec <>\"$1.open\"; exec \"$2\" \"$1\"";
        var program = session.Launch(name, "/bin/sh", "-c", script, "sh", question, VictimPrograms.PathOf("systemv_semaphores"));
        program.WaitForOutput("ready");
        session.CheckpointAndKill(name, program);
        program = session.Restart(name, program);
        session.WaitUntilRunning(name, program);
        return program;
    }

    private void Mount(string place)
    {
        var result = session.RunProgram("/bin/mount", "-t", "tmpfs", "entracte-test", place);
        Assert.True(result.ExitStatus == 0, result.ToString());
    }

    private void Unmount(string place)
    {
        var result = session.RunProgram("/bin/umount", place);
        Assert.True(result.ExitStatus == 0, result.ToString());
    }
}
