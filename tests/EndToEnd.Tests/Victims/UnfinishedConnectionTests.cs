using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>Connections in states that stand in the way of a checkpoint or do not come back: with bytes before anybody has accepted, and such as are still being made.</summary>
public sealed class UnfinishedConnectionTests(UserSession session) : IClassFixture<UserSession>
{
    [Theory]
    [InlineData("backlogs", "bytes", "It has sent bytes over a connection that has not been accepted yet, where nobody can look at them. Try again in a moment.", 2)]
    [InlineData("connecting", "tcp", "is being made. Try again in a moment.", 1)]
    public void What_passes_in_a_moment_is_refused_in_the_end_and_the_program_goes_on(string victim, string state, string sentence, int times)
    {
        var program = Ready(victim, state, out var question);
        var errors = session.Refuse("checkpoint", victim).Errors;
        Assert.Equal(times, errors.Split(sentence).Length - 1);
        Assert.Contains($"pid {program.Pid}, descriptor ", errors, StringComparison.Ordinal);
        Passes(program, question);
    }

    [Fact]
    public void A_connection_that_is_being_made_to_somebody_outside_has_ended_after_a_restart_and_the_checkpoint_says_so()
    {
        using var outside = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        outside.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        outside.Listen(0);
        var port = ((IPEndPoint)outside.LocalEndPoint!).Port;
        using var first = new TcpClient("127.0.0.1", port); // then there is no room for anybody else
        var program = Ready("connecting", port.ToString(CultureInfo.InvariantCulture), out var question);
        var note = $"its connection to 127.0.0.1:{port}, outside of the computation, will be closed after a restart";
        Assert.Contains(note, session.Succeed("checkpoint", "connecting").Errors, StringComparison.Ordinal);
        session.CheckpointAndKill("connecting", program);
        program = session.Restart("connecting", program);
        Passes(program, question);
    }

    private RunningProgram Ready(string victim, string state, out string question)
    {
        question = session.PathOf($"{victim}.{state}.question");
        var program = session.Launch(victim, VictimPrograms.PathOf(victim), question, state);
        program.WaitForOutput("ready");
        return program;
    }

    private static void Passes(RunningProgram program, string question)
    {
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }
}
