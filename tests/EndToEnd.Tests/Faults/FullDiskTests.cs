using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>A disk that is too small for the second image. Only root can make one.</summary>
[Trait("Category", "Root")]
public sealed class FullDiskTests(UserSession session) : IClassFixture<UserSession>
{
    [RootFact]
    public void A_full_disk_is_said_to_be_full_the_first_image_stays_and_the_program_runs_on()
    {
        var disk = Directory.CreateDirectory(session.PathOf("disk")).FullName;
        Mount("mount", "-t", "tmpfs", "-o", "size=48m", "none", disk);
        try
        {
            var question = session.PathOf("question");
            var program = session.StartUnknown("full", Binaries.Command, "launch", "--name", "full", "--images", disk, "--", VictimPrograms.PathOf("memory_large"), question, "30");
            program.WaitForOutput("ready");
            session.Checkpoint("full");
            Assert.Contains("space", session.Refuse("checkpoint", "full").Errors, StringComparison.OrdinalIgnoreCase);
            Assert.Single(Directory.GetDirectories(Path.Combine(disk, "full")));
            session.Succeed("verify", Path.Combine(disk, "full"));

            program.Kill();
            program = session.RestartFrom(disk, "full", program);
            File.WriteAllText(question, "");
            program.WaitForOutput("pass");
            program.ExpectEnd();
        }
        finally
        {
            Mount("umount", "-l", disk);
        }
    }

    private void Mount(string program, params string[] arguments)
    {
        var result = session.RunProgram(InstalledProgram.Get(program), arguments);
        Assert.True(result.ExitStatus == 0, result.ToString());
    }
}
