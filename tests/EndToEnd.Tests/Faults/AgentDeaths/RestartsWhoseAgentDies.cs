using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Faults.AgentDeaths;

/// <summary>
/// The node agent dies by SIGKILL before, in the midst of, and after each step of a restart. Then all of the program runs, without an agent, or nothing of it is left; the image stays
/// whole, and the next restart works.
/// </summary>
[Collection(Turns.OfThoseThatNeverRest)]
public sealed class RestartsWhoseAgentDies
{
    private static readonly string[] Points =
    [
        "after Verify 1", "after Invite 1", "during CreateProcesses sendmsg 9", "during OpenDescriptors sendmsg 12", "before Connect 1", "after RefillQueues 1", "during Record rename 1",
        "before DisposeRestoration 1",
    ];

    [Fact]
    public void All_of_the_program_runs_or_nothing_is_left_of_it_at_each_step()
    {
        using var session = new DoomedSession();
        var troupe = new Troupe(session.User);
        troupe.CheckpointAndKill();
        session.RememberRuntimeFiles();
        foreach (var point in Points)
        {
            session.Condemn(point);
            var attempt = troupe.TryRestart();
            session.WaitForDeath(point, attempt.Explain);
            ExpectAllOrNothing(session, troupe, attempt, point);
        }

        session.User.NodeProgram = Binaries.Node;
        session.ExpectTidying(troupe, before: null, "the end");
        troupe.Restart();
        troupe.ExpectPass();
    }

    /// <summary>Afterwards it does not run.</summary>
    internal static void ExpectAllOrNothing(DoomedSession session, Troupe troupe, RunningProgram attempt, string when)
    {
        Dictionary<string, string> work = [];
        Waiting.Until(
            $"all or nothing {when}",
            () =>
            {
                if (attempt.Ended)
                    return session.NothingRuns;
                if (work.Count == 0 && troupe.IsComplete)
                    work = troupe.Work();
                return work.Count > 0 && troupe.HaveWorkedSince(work);
            },
            attempt.Explain);
        session.ExpectWholeImages();
        if (attempt.Ended)
        {
            Assert.Contains(attempt.WaitForEnd(), new[] { 125, 128 + (int)Signum.SIGKILL });
            return;
        }

        session.User.WaitUntilRunning(Troupe.Name, attempt);
        troupe.CheckpointAndKill();
    }
}
