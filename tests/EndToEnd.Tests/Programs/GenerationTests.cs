using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

public sealed class GenerationTests(UserSession session) : IClassFixture<UserSession>
{
    /// <summary>Victims that go through ten lives together, as further roots of one computation.</summary>
    private static readonly string[] Others = ["main_thread_ended", "timers_posix", "memory_memfd", "socketpairs"];

    [Fact]
    public void Ten_lives_one_after_the_other_are_one_run_for_the_programs()
    {
        var questions = Others.Prepend("threads").ToDictionary(name => name, name => session.PathOf($"{name}.question"));
        var program = session.Launch("deep", VictimPrograms.PathOf("threads"), questions["threads"]);
        program.WaitForOutput("ready");
        var others = Others.Select(name => session.StartUnknown($"deep-{name}", Binaries.Command, "launch", "--join", "deep", "--", VictimPrograms.PathOf(name), questions[name])).ToArray();
        foreach (var other in others)
            other.WaitForOutput("ready");
        for (var life = 1; life <= 10; life++)
        {
            var report = session.CheckpointAndKill("deep", program);
            Assert.Equal(life, report["generation"]!.GetValue<int>());
            Assert.InRange(report["processCount"]!.GetValue<int>(), others.Length + 1, int.MaxValue); // some have children
            program = session.Restart("deep", program);
            session.WaitUntilRunning("deep", program);
        }

        // The first one last: whoever stands for it ends with it.
        foreach (var (name, other) in Others.Zip(others))
        {
            File.WriteAllText(questions[name], "");
            Waiting.Until($"the verdict of {name}", () => other.Output.EndsWith("pass\n", StringComparison.Ordinal), other.Explain);
        }
        program.Passes(questions["threads"]);
    }

    [NeedsFact("perl")]
    public void An_earlier_generation_goes_on_from_where_it_was()
    {
        var finish = session.PathOf("finish");
        var program = session.Launch("earlier", InstalledProgram.Get("perl"), "-e", "$| = 1; until (-e $ARGV[0]) { print 'at ', $i++, \"\\n\"; select(undef, undef, undef, 0.01) }", finish);
        program.WaitForOutput("at 5\n");
        session.Checkpoint("earlier");
        program.WaitForOutput("at 100\n");
        session.CheckpointAndKill("earlier", program);
        program = session.Restart("earlier", program, "--generation", "1");
        program.WaitForOutput("a step between the two checkpoints", output => output.Contains("at 99\n", StringComparison.Ordinal));
        File.WriteAllText(finish, "");
        program.ExpectEnd();
    }

    [Fact]
    public void Those_that_did_not_wait_for_the_disk_leave_the_one_that_did_and_are_as_good()
    {
        var question = session.PathOf("unsynced");
        var program = session.Launch("unsynced", VictimPrograms.PathOf("memory_heap"), question);
        program.WaitForOutput("ready");
        session.Checkpoint("unsynced", "--keep", "1");
        session.Checkpoint("unsynced", "--keep", "1", "--no-sync");
        session.Checkpoint("unsynced", "--keep", "1", "--no-sync");
        Assert.Equal(["g000001", "g000003"], Directory.GetDirectories(Path.Combine(session.Images, "unsynced")).Select(path => Path.GetFileName(path)!).Order());
        Assert.Equal(2, session.Run("checkpoint", "unsynced", "--kill", "--no-sync").ExitStatus);
        session.Succeed("kill", "unsynced");
        program.WaitForEnd();
        program = session.Restart("unsynced", program);
        session.WaitUntilRunning("unsynced", program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    [Fact]
    public void Only_as_many_generations_stay_as_were_asked_for()
    {
        var question = session.PathOf("kept");
        var program = session.Launch("kept", VictimPrograms.PathOf("memory_heap"), question);
        program.WaitForOutput("ready");
        for (var i = 0; i < 4; i++)
            session.Checkpoint("kept", "--keep", "2");
        Assert.Equal(["g000003", "g000004"], Directory.GetDirectories(Path.Combine(session.Images, "kept")).Select(path => Path.GetFileName(path)!).Order());
        File.WriteAllText(question, "");
        program.ExpectEnd();
    }
}
