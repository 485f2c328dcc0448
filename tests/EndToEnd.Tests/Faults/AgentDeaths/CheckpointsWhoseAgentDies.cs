using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Faults.AgentDeaths;

/// <summary>
/// The node agent dies by SIGKILL before, in the midst of, and after each step of a checkpoint. The program goes on exactly as it was, without anybody's help; the images
/// that were there stay whole; the next agent removes what was not finished; and the next checkpoint, death and restart work as if nothing had happened.
/// </summary>
public sealed class CheckpointsWhoseAgentDies
{
    private static readonly Dictionary<string, string[]> Points = new()
    {
        ["Begin"] = ["before Begin 1", "during Begin mkdir 1", "during Begin fsync 1", "after Begin 1"],
        ["Suspend"] = ["before Suspend 1", "during Suspend ptrace 1", "during Suspend ptrace 2", "during Suspend ptrace 12", "during Suspend ptrace 40", "after Suspend 1"],
        ["Drain"] = ["before Drain 1", "after Drain 1"],
        ["CreatePart"] = ["before CreatePart 1", "before CreatePart 5", "after CreatePart 9"],
        ["Refill"] = ["before Refill 1", "after Refill 1"],
        ["Resume"] =
        [
            "before Resume 1", "during Resume ptrace 1", "during Resume ptrace 2", "during Resume ptrace 4", "during Resume ptrace 9", "during Resume ptrace 20",
            "during Resume ptrace 45", "during Resume ptrace 70", "after Resume 1",
        ],
        ["Complete"] = ["before Complete 1", "during Complete fsync 1", "after Complete 4", "after Complete 9"],
        ["Remove"] = ["before Remove 1", "during Remove unlink 1", "during Remove fsync 1", "during Remove unlink 2", "during Remove unlink 5", "during Remove rmdir 1", "after Remove 1"],
        ["DisposeImage"] = ["before DisposeImage 1", "after DisposeImage 1"],
        ["DisposeCut"] = ["before DisposeCut 1", "after DisposeCut 1"],
    };

    public static TheoryData<string> Steps => [.. Points.Keys];

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_program_goes_on_and_its_images_stay_whole_at(string step)
    {
        using var session = new DoomedSession();
        var troupe = Begin(session);
        foreach (var point in Points[step])
        {
            // An older image is there to be removed where one removes.
            var before = troupe.Look();
            session.OrderInVain(point, ["checkpoint", Troupe.Name, .. step == "Remove" ? ["--keep", "1"] : Array.Empty<string>()]);
            ExpectHarmless(session, troupe, before, point);
            if (point == Points[step][^1])
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
