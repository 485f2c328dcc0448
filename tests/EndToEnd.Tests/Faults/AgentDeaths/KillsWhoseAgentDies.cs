using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Faults.AgentDeaths;

/// <summary>
/// The node agent dies by SIGKILL on the way of a checkpoint that ends the program. Either the program runs on as if nothing had happened, or there is an image of it from this
/// very order, from which it comes back: never neither.
/// </summary>
[Collection(Turns.OfThoseThatNeverRest)]
public sealed class KillsWhoseAgentDies
{
    [Theory]
    [InlineData("after Suspend 1", "during Write sendmsg 4", "before Complete 1", "before Commit 1", "during Commit rename 1")]
    public void Before_the_image_exists_and_the_program_runs_on(params string[] points)
    {
        using var session = new DoomedSession();
        var troupe = Begin(session);
        foreach (var point in points)
        {
            var before = troupe.Look();
            session.OrderInVain(point, "checkpoint", Troupe.Name, "--kill");
            Assert.Equal([1], session.Generations);
            session.ExpectWholeImages();
            troupe.WaitUntilAs(before, mayHaveMore: true, point);
            troupe.WaitUntilAllGoOn(point);
            session.ExpectTidying(troupe, before, point);
        }

        ExpectNextLife(session, troupe);
    }

    [Theory]
    [InlineData("after Commit 1")]
    [InlineData("during Kill kill 6")]
    [InlineData("after DisposeCut 1")]
    public void When_the_image_exists_and_the_program_comes_back_from_it(string point)
    {
        using var session = new DoomedSession();
        var troupe = Begin(session);
        var before = troupe.Look();
        session.OrderInVain(point, "checkpoint", Troupe.Name, "--kill");
        Assert.Equal([1, 2], session.Generations);
        session.ExpectWholeImages();
        session.User.NodeProgram = Binaries.Node;
        session.ExpectTidying(troupe, troupe.IsComplete ? before : null, point);
        if (troupe.IsComplete)
        {
            troupe.WaitUntilAllGoOn(point);
            ExpectNextLife(session, troupe);
            return;
        }

        // Whoever is left without the others is no computation any more.
        if (troupe.Pids.Length > 0)
            session.User.Succeed("kill", Troupe.Name);
        Waiting.Until("the end of all of them", () => troupe.Pids.Length == 0, session.User.Explain);
        troupe.Restart();
        troupe.ExpectPass();
    }

    private static Troupe Begin(DoomedSession session)
    {
        var troupe = new Troupe(session.User);
        session.User.Checkpoint(Troupe.Name);
        session.RememberRuntimeFiles();
        return troupe;
    }

    private static void ExpectNextLife(DoomedSession session, Troupe troupe)
    {
        session.User.NodeProgram = Binaries.Node;
        troupe.CheckpointAndKill();
        troupe.Restart();
        troupe.ExpectPass();
    }
}
