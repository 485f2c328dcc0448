using System.Text.Json.Nodes;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Programs;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>A computation with several roots: one numbers lines, the other reads them from a FIFO and sees to it that none is missing and none comes twice.</summary>
public sealed class JoinTests(UserSession session) : IClassFixture<UserSession>
{
    private const string Numbers = "exec 3>\"$1\"; i=0; until [ -e \"$2\" ]; do echo $i >&3; i=$((i + 1)); sleep 0.01; done";
    private const string Reads = "next=0; while read -r i; do [ $i = $next ] || exit 1; echo step $i; next=$((next + 1)); done <\"$1\"; echo right";

    [Fact]
    public void Two_roots_are_checkpointed_and_restarted_together()
    {
        var pipe = session.PathOf("pipe");
        var finish = session.PathOf("finish");
        Assert.Equal(0, session.RunProgram("/usr/bin/mkfifo", pipe).ExitStatus);
        var writer = session.Launch("pair", "/bin/sh", "-c", Numbers, "sh", pipe, finish);
        session.WaitUntilRunning("pair", writer);
        var reader = session.StartUnknown("reader", Binaries.Command, "launch", "--join", "pair", "--", "/bin/sh", "-c", Reads, "sh", pipe);
        WorkerTrial.WaitForSteps(reader);
        session.Checkpoint("pair");
        Assert.Equal(2, Assert.IsType<JsonArray>(session.Status("pair")!["pids"]).Count);
        WorkerTrial.WaitForSteps(reader);
        session.CheckpointAndKill("pair", writer);
        reader.WaitForEnd();

        var lengthBefore = reader.Output.Length;
        writer = session.Restart("pair", writer);
        session.WaitUntilRunning("pair", writer);
        Assert.Equal(2, Assert.IsType<JsonArray>(session.Status("pair")!["pids"]).Count);
        Waiting.Until("further steps of the one that joined", () => reader.Output.Length > lengthBefore + 100, session.Explain);
        File.WriteAllText(finish, "");
        writer.ExpectEnd();
        Waiting.Until("the verdict", () => reader.Output.EndsWith("right\n", StringComparison.Ordinal), session.Explain);
    }

    [Fact]
    public void Nobody_joins_a_computation_that_is_not_there()
        => Assert.Contains("nobody", session.Refuse("launch", "--join", "nobody", "--", "true").Errors, StringComparison.Ordinal);
}
