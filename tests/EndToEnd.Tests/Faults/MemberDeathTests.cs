using Entracte.EndToEnd.Tests.Harness;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>A member of a tree is killed in the midst of a checkpoint: that is taken without it or given up, and all others run on.</summary>
public sealed class MemberDeathTests(UserSession session) : IClassFixture<UserSession>
{
    private const int Children = 8;
    private const string Script = """
        for child in 1 2 3 4 5 6 7 8; do sleep 100000 & done
        echo ready
        wait
        echo all gone
        """;

    [Fact]
    public void Whoever_is_killed_while_the_tree_stands_still_holds_nobody_up_and_those_that_are_left_come_back()
    {
        var program = session.Launch("mortals", "/bin/sh", "-c", Script);
        program.WaitForOutput("ready");
        var children = ProcessTable.Children(program.Pid);
        Assert.Equal(Children, children.Count);
        foreach (var victim in children.Take(Children / 2))
        {
            var result = KillInMidst(victim);
            Assert.Contains(result.ExitStatus, new[] { 0, 125 });
            Assert.False(result.ExitStatus == 125 && result.Errors.Trim().Length == 0, "a refusal has a sentence");
            Waiting.Until("that all others run", () => children.Append(program.Pid).Where(ProcessTable.Lives).All(pid => !IsTraced(pid) && ProcessTable.State(pid) is 'S' or 'R'), program.Explain);
        }

        Assert.Equal(Children / 2, children.Count(ProcessTable.Lives));
        Assert.Equal(1 + Children / 2, session.Checkpoint("mortals")["processCount"]!.GetValue<int>());
        session.CheckpointAndKill("mortals", program);
        program = session.Restart("mortals", program);
        session.WaitUntilRunning("mortals", program);
        var root = (int)session.Status("mortals")!["pids"]![0]!;
        var restored = ProcessTable.Children(root);
        Assert.Equal(Children / 2, restored.Count);
        restored.ForEach(pid => ProcessTable.Kill(pid, Signum.SIGTERM));
        program.WaitForOutput("all gone");
        program.ExpectEnd();
    }

    /// <summary>Orders checkpoints until one is seen to hold the process, which is killed then.</summary>
    private CommandResult KillInMidst(int pid)
    {
        while (true)
        {
            var checkpoint = Task.Run(() => session.Run("checkpoint", "mortals", "--keep", "1"));
            while (!checkpoint.IsCompleted && !IsTraced(pid))
                Thread.Yield();
            if (!IsTraced(pid))
                continue;
            ProcessTable.Kill(pid, Signum.SIGKILL);
            return checkpoint.Result;
        }
    }

    private static bool IsTraced(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/status").Contains("TracerPid:\t0\n", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it is gone
        }
    }
}
