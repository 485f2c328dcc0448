using System.Globalization;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>
/// What every worker program goes through. The workers print "step N" while they work, end when the finish file appears, and then say by their own
/// measure whether all was "right".
/// </summary>
public sealed class WorkerTrial(UserSession session)
{
    /// <summary>Two checkpoints while it works, death, restart; then the same with the restored one. The command gets the finish file and a folder as further arguments.</summary>
    public void Survives(string name, params string[] command)
    {
        var finish = session.PathOf(name + ".finish");
        var program = session.Launch(name, [.. command, finish, session.Folder]);
        WaitForSteps(program);
        session.Checkpoint(name);
        WaitForSteps(program);
        session.Checkpoint(name);
        WaitForSteps(program);
        program.Kill();

        program = session.Restart(name, program);
        session.WaitUntilRunning(name, program);
        WaitForSteps(program);
        session.CheckpointAndKill(name, program);

        program = session.Restart(name, program);
        session.WaitUntilRunning(name, program);
        WaitForSteps(program);
        File.WriteAllText(finish, "");
        program.WaitForOutput("right");
        program.ExpectEnd();
    }

    /// <summary>Waits until the program has done some more of its work.</summary>
    public static void WaitForSteps(RunningProgram program)
    {
        var before = LastStep(program.NewOutput);
        program.WaitForOutput("more steps", output => LastStep(output) > before + 1);
    }

    private static int LastStep(string output)
    {
        // The last line may be half written.
        var end = output.LastIndexOf('\n');
        var start = end < 0 ? -1 : output.LastIndexOf("step ", end, StringComparison.Ordinal);
        return start < 0 ? -1 : int.Parse(output[(start + 5)..output.IndexOf('\n', start)], CultureInfo.InvariantCulture);
    }
}
