using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>The place for the images fails in one way or another: the program does not notice, and what was committed stays.</summary>
public sealed class ImagesDirectoryTests(UserSession session) : IClassFixture<UserSession>
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private const UnixFileMode Open = Closed | UnixFileMode.UserWrite;

    [PlainUserFact]
    public void A_directory_without_write_permission_is_named_in_the_refusal()
    {
        var program = Ready("unwritable", out var question);
        session.Checkpoint("unwritable");
        var directory = Path.Combine(session.Images, "unwritable");
        File.SetUnixFileMode(directory, Closed);
        Assert.Contains(directory, session.Refuse("checkpoint", "unwritable").Errors, StringComparison.Ordinal);
        File.SetUnixFileMode(directory, Open);
        session.Checkpoint("unwritable");
        RestartsAndPasses("unwritable", program, question);
    }

    [Fact]
    public void A_directory_that_was_removed_is_made_anew()
    {
        var program = Ready("removed", out var question);
        session.Checkpoint("removed");
        Directory.Delete(Path.Combine(session.Images, "removed"), recursive: true);
        session.Checkpoint("removed");
        RestartsAndPasses("removed", program, question);
    }

    [Fact]
    public void A_file_in_the_place_of_the_directory_is_named_in_the_refusal()
    {
        var program = Ready("occupied", out var question);
        var place = Path.Combine(session.Images, "occupied");
        File.WriteAllText(place, "not a directory");
        Assert.Contains($"{place} cannot be made: {place} is no directory.", session.Refuse("checkpoint", "occupied").Errors, StringComparison.Ordinal);
        Assert.Equal("not a directory", File.ReadAllText(place));
        File.Delete(place);
        RestartsAndPasses("occupied", program, question);
    }

    [Fact]
    public async Task A_directory_that_is_removed_while_it_is_written_costs_that_image_and_nothing_else()
    {
        var program = Ready("vanishing", out var question);
        using var enough = new CancellationTokenSource();
        var removing = Task.Run(() => RemoveAgainAndAgain(Path.Combine(session.Images, "vanishing"), enough.Token));
        for (var i = 0; i < 8; i++)
        {
            var result = session.Run("checkpoint", "vanishing");
            Assert.True(result.ExitStatus == 0 || (result.ExitStatus == 125 && result.Errors.Contains(session.Images, StringComparison.Ordinal)), result.ToString());
        }

        await enough.CancelAsync();
        await removing;
        session.Checkpoint("vanishing");
        RestartsAndPasses("vanishing", program, question);
    }

    private static void RemoveAgainAndAgain(string directory, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                // It is not there yet, or something new came into it meanwhile.
            }
        }
    }

    private RunningProgram Ready(string name, out string question)
    {
        question = session.PathOf(name + ".question");
        var program = session.Launch(name, VictimPrograms.PathOf("memory_file_private"), question);
        program.WaitForOutput("ready");
        return program;
    }

    private void RestartsAndPasses(string name, RunningProgram program, string question)
    {
        session.CheckpointAndKill(name, program);
        program = session.Restart(name, program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }
}
