using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Faults.AgentDeaths;

/// <summary>
/// The node agent dies by SIGKILL before, in the midst of, and after each step of a checkpoint. The program goes on exactly as it was, without anybody's help; the images
/// that were there stay whole; the next agent removes what was not finished; and the next checkpoint, death and restart work as if nothing had happened.
/// </summary>
[Collection(Turns.OfThoseThatNeverRest)]
public sealed class CheckpointsWhoseAgentDies
{
    private static readonly string[] Points =
    [
        "during Begin fsync 1", "before Suspend 1", "during Suspend ptrace 2", "during Suspend ptrace 12", "during Suspend ptrace 40", "before Drain 1", "before CreatePart 5", "before Refill 1",
        "before Resume 1", "during Resume ptrace 2", "during Resume ptrace 20", "during Resume ptrace 45", "after Complete 4", "during Remove unlink 2", "after DisposeCut 1",
    ];

    [Fact]
    public void The_program_goes_on_and_its_images_stay_whole_at_each_step()
    {
        using var session = new DoomedSession();
        var troupe = Begin(session);
        foreach (var point in Points)
        {
            // An older image is there to be removed where one removes.
            var before = troupe.Look();
            session.OrderInVain(point, ["checkpoint", Troupe.Name, .. point.Contains("Remove", StringComparison.Ordinal) ? ["--keep", "1"] : Array.Empty<string>()]);
            ExpectHarmless(session, troupe, before, point);
            if (point == Points[^1])
                session.User.NodeProgram = Binaries.Node;
            session.ExpectTidying(troupe, before, point);
        }

        troupe.CheckpointAndKill();
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

    private static void ExpectHarmless(DoomedSession session, Troupe troupe, Dictionary<int, Footprint> before, string point)
    {
        troupe.WaitUntilAs(before, mayHaveMore: true, point);
        troupe.WaitUntilAllGoOn(point);
        session.ExpectWholeImages();
    }
}
