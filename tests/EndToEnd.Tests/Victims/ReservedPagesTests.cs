using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>Memory of huge pages that the machine keeps ready (hugetlb): root reserves some, a plain user has them.</summary>
[Trait("Category", "Root")]
public sealed class ReservedPagesTests : IDisposable
{
    private const string NumberFile = "/proc/sys/vm/nr_hugepages";
    private const int PagesNeeded = 24;
    private readonly long before = Reserved;
    private readonly UserSession session = new(asPlainUser: Environment.IsPrivilegedProcess && PlainUser.Obstacle() is null);

    private static long Reserved
    {
        get => long.Parse(File.ReadAllText(NumberFile), CultureInfo.InvariantCulture);
        set => File.WriteAllText(NumberFile, value.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        session.Dispose();
        if (Reserved != before)
            Reserved = before;
    }

    [RootFact]
    public void They_are_as_they_were_after_checkpoints_and_after_two_lives()
    {
        Passes("undisturbed", Ready("undisturbed"));

        var watched = Ready("watched");
        session.Checkpoint("watched");
        session.Checkpoint("watched");
        Passes("watched", watched);

        var killed = Ready("killed");
        for (var life = 0; life < 2; life++)
        {
            session.CheckpointAndKill("killed", killed);
            killed = session.Restart("killed", killed);
            session.WaitUntilRunning("killed", killed);
        }
        Passes("killed", killed);
    }

    [RootFact]
    public void A_machine_with_too_few_of_them_is_refused_with_their_number_and_nothing_is_left()
    {
        var program = Ready("refused");
        session.CheckpointAndKill("refused", program);
        Reserved = before + 1;
        var errors = session.Refuse("restart", "refused", "--images", session.Images).Errors;
        Assert.Contains("huge pages of 2048 KiB, and ", errors, StringComparison.Ordinal);
        Assert.Contains(NumberFile, errors, StringComparison.Ordinal);
        Assert.True(session.Processes().Count == session.Agents().Count, session.Explain());

        Reserved = before + PagesNeeded;
        program = session.Restart("refused", program);
        Passes("refused", program);
    }

    private string QuestionOf(string name) => session.PathOf(name + ".question");

    private RunningProgram Ready(string name)
    {
        Reserved = before + PagesNeeded;
        Assert.True(Reserved == before + PagesNeeded, $"the machine has no {PagesNeeded} huge pages to spare");
        var program = session.Launch(name, VictimPrograms.PathOf("memory_reserved"), QuestionOf(name));
        program.WaitForOutput("ready");
        return program;
    }

    private void Passes(string name, RunningProgram program)
    {
        File.WriteAllText(QuestionOf(name), "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }
}
