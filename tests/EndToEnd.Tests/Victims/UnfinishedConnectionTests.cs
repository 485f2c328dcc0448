using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Victims;

/// <summary>Connections in states that stand in the way of a checkpoint or do not come back: with bytes before anybody has accepted, and such as are still being made.</summary>
public sealed class UnfinishedConnectionTests(UserSession session) : IClassFixture<UserSession>
{
    private const string LosesItsPath = """
        import os, socket, sys, time
        path, accept = sys.argv[1:]
        l = socket.socket(socket.AF_UNIX)
        l.bind(path)
        l.listen()
        c = socket.socket(socket.AF_UNIX)
        c.connect(path)
        os.unlink(path)
        print('ready', flush=True)
        while not os.path.exists(accept):
            time.sleep(0.02)
        s = l.accept()[0]
        c.send(b'kept')
        print('accepted', flush=True)
        while os.path.exists(accept):
            time.sleep(0.02)
        print('right' if s.recv(9) == b'kept' and s.send(b'.') and c.recv(9) == b'.' and l.getsockname() == path else 'wrong', flush=True)
        """;

    [Theory]
    [InlineData("backlogs", "bytes", "It has sent bytes over a connection that has not been accepted yet, where nobody can look at them. Try again in a moment.", 2)]
    [InlineData("connecting", "tcp", "is being made. Try again in a moment.", 1)]
    [InlineData("passed_rare", "master", "The master of a terminal is on its way through a socket, where nobody can look at what waits in it. Try again when it has arrived.", 1)]
    [InlineData("passed_rare", "queue", "is on its way through a socket, where nobody can look into it. Try again when it has arrived.", 1)]
    public void What_passes_in_a_moment_is_refused_in_the_end_and_the_program_goes_on(string victim, string state, string sentence, int times)
    {
        var program = session.Ready(victim, out var question, state);
        var errors = session.Refuse("checkpoint", victim).Errors;
        Assert.Equal(times, errors.Split(sentence).Length - 1);
        Assert.Contains($"pid {program.Pid}, descriptor ", errors, StringComparison.Ordinal);
        program.Passes(question);
    }

    [Fact]
    public void A_connection_that_is_being_made_to_somebody_outside_has_ended_after_a_restart_and_the_checkpoint_says_so()
    {
        using var outside = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        outside.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        outside.Listen(0);
        var port = ((IPEndPoint)outside.LocalEndPoint!).Port;
        using var first = new TcpClient("127.0.0.1", port); // then there is no room for anybody else
        var program = session.Ready("connecting", out var question, port.ToString(CultureInfo.InvariantCulture));
        var note = $"its connection to 127.0.0.1:{port}, outside of the computation, will be closed after a restart";
        Assert.Contains(note, session.Succeed("checkpoint", "connecting").Errors, StringComparison.Ordinal);
        session.CheckpointAndKill("connecting", program);
        program = session.Restart("connecting", program);
        program.Passes(question);
    }

    [NeedsFact("python3")]
    public void A_client_that_waits_at_a_socket_whose_path_is_gone_is_refused_until_it_is_accepted()
    {
        var program = session.Launch("lost-path", InstalledProgram.Get("python3"), "-c", LosesItsPath, session.PathOf("lost.socket"), session.PathOf("lost.accept"));
        program.WaitForOutput("ready");
        Assert.Contains("the path of the listening socket is gone", session.Refuse("checkpoint", "lost-path").Errors, StringComparison.Ordinal);
        File.WriteAllText(session.PathOf("lost.accept"), "");
        program.WaitForOutput("accepted");
        session.CheckpointAndKill("lost-path", program);
        program = session.Restart("lost-path", program);
        session.WaitUntilRunning("lost-path", program);
        File.Delete(session.PathOf("lost.accept"));
        program.WaitForOutput("right");
        program.ExpectEnd();
    }
}
