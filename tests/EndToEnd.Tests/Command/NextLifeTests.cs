using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>From one life into the next: by which name an order finds a computation, what kind of image it comes from, and how the restart's command ends.</summary>
public sealed class NextLifeTests(UserSession session) : IClassFixture<UserSession>
{
    // Bash tells of a child that was killed by a signal, and of one that only ended with such a status it does not.
    [Theory]
    [InlineData(Signum.SIGTERM, "Terminated")]
    [InlineData(Signum.SIGSEGV, "Segmentation fault")]
    [InlineData(Signum.SIGKILL, "Killed")]
    public void A_restored_program_that_dies_of_a_signal_has_the_restart_die_of_that_signal(Signum signal, string toldByTheShell)
    {
        var name = $"dies-{signal}";
        var program = session.Ready(name, "memory_anonymous", out _);
        session.CheckpointAndKill(name, program);
        var shell = session.StartUnknown("shell", "/bin/bash", "-c", "\"$@\"; echo \"status $?\"", "bash", Binaries.Command, "restart", name, "--images", session.Images);
        session.WaitUntilRunning(name, shell);
        ProcessTable.Kill(session.Status(name)!["pids"]![0]!.GetValue<int>(), signal);
        shell.WaitForOutput($"status {128 + (int)signal}");
        shell.ExpectEnd();
        Assert.Contains(toldByTheShell, shell.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_restart_and_kill_find_a_computation_by_its_id_too()
    {
        var program = session.Ready("called", "memory_heap", out var question);
        var id = (string)session.Status("called")!["id"]!;
        Assert.Equal("called", (string?)session.Checkpoint(id)["name"]);
        Assert.Equal("called: killed 1 process\n", session.Succeed("kill", id).Output);
        Assert.Equal(128 + (int)Signum.SIGKILL, program.WaitForEnd());
        program = session.Restart(id, program);
        session.WaitUntilRunning("called", program);
        Assert.Equal(id, (string?)session.Status("called")!["id"]);
        session.CheckpointAndKill(id, program);
        program = session.Restart(id, program);
        program.Passes(question);
    }

    [Fact]
    public void A_compressed_image_is_smaller_and_a_restart_from_it_has_every_byte()
    {
        var program = session.Ready("compressed", "memory_large", out var question);
        var plain = session.Checkpoint("compressed");
        var compressed = session.CheckpointAndKill("compressed", program, "--compress");
        Assert.InRange((long)compressed["sizeBytes"]!, 1, (long)plain["sizeBytes"]! - 1);
        Assert.Contains("whole", session.Succeed("verify", (string)compressed["directory"]!).Output, StringComparison.Ordinal);
        program = session.Restart("compressed", program);
        program.Passes(question);
    }
}
