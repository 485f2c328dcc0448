using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Entracte.EndToEnd.Tests.Harness;
using Entracte.EndToEnd.Tests.Programs;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>What becomes of connections to somebody who is not part of the computation, here the test itself or what it has started: `checkpoint --external`.</summary>
public sealed class ExternalConnectionTests(UserSession session) : IClassFixture<UserSession>
{
    private const string Client = """
        import os, socket, sys
        os.closerange(3, 1024) # whatever the test's own surroundings left open
        s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        print('ready', flush=True)
        print('closed' if s.recv(1) == b'' else 'data', flush=True)
        """;

    private const string Server = """
        import os, socket, sys
        os.closerange(3, 1024)
        l = socket.socket()
        l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        l.bind(('127.0.0.1', int(sys.argv[1])))
        l.listen()
        print('listening', flush=True)
        c = l.accept()[0]
        print('ready', flush=True)
        print('closed' if c.recv(1) == b'' else 'data', flush=True)
        print('again' if l.accept()[0].recv(1) == b'x' else 'other', flush=True)
        """;

    /// <summary>A FIFO of which the client reads or writes, or a listening socket at a path or an abstract name.</summary>
    private const string NamedServer = """
        import os, socket, sys, time
        path, how = sys.argv[1:]
        if how in ('reads', 'writes'):
            os.mkfifo(path)
            print('there', flush=True)
            end = os.open(path, os.O_WRONLY if how == 'reads' else os.O_RDONLY)
        else:
            l = socket.socket(socket.AF_UNIX)
            l.bind('\0' + path if how == 'abstract' else path)
            l.listen()
            print('there', flush=True)
            end = l.accept() if how != 'waits' else l
        time.sleep(600)
        """;

    private const string NamedClient = """
        import os, socket, sys, time
        os.closerange(3, 1024)
        path, how = sys.argv[1:]
        if how in ('reads', 'writes'):
            end = os.open(path, os.O_RDONLY if how == 'reads' else os.O_WRONLY)
        else:
            s = socket.socket(socket.AF_UNIX)
            s.connect('\0' + path if how == 'abstract' else path)
            end = s.fileno()
        print('ready', flush=True)
        if how == 'writes':
            try:
                while os.write(end, b'x'):
                    time.sleep(0.05)
            except BrokenPipeError:
                print('closed', flush=True)
        else:
            print('closed' if os.read(end, 1) == b'' else 'data', flush=True)
        """;

    private const string AcceptsWhenTold = """
        import os, socket, sys, time
        os.closerange(3, 1024)
        place, told = sys.argv[1], sys.argv[2]
        tcp = place.isdigit()
        l = socket.socket(socket.AF_INET if tcp else socket.AF_UNIX)
        l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        l.bind(('127.0.0.1', int(place)) if tcp else place)
        l.listen()
        print('listening', flush=True)
        while not os.path.exists(told):
            time.sleep(0.02)
        print(l.accept()[0].recv(1).decode(), flush=True)
        """;

    [NeedsFact("python3")]
    public void By_default_they_are_closed_as_if_the_other_side_had_hung_up_and_the_checkpoint_says_so()
    {
        using var outside = Listen(out var port);
        var program = session.Launch("client", InstalledProgram.Get("python3"), "-c", Client, port);
        program.WaitForOutput("ready");
        Assert.Contains("outside", session.Succeed("checkpoint", "client").Errors, StringComparison.Ordinal);
        session.CheckpointAndKill("client", program);
        program = session.Restart("client", program);
        program.WaitForOutput("closed");
        program.ExpectEnd();
    }

    [NeedsFact("python3")]
    public void They_can_be_a_reason_to_refuse_and_the_program_runs_on()
    {
        using var outside = Listen(out var port);
        var program = session.Launch("refusing", InstalledProgram.Get("python3"), "-c", Client, port);
        program.WaitForOutput("ready");
        foreach (var policy in new[] { "refuse", "keep-listening" })
            Assert.Contains($"pid {program.Pid}, descriptor 3", session.Refuse("checkpoint", "refusing", "--external", policy).Errors, StringComparison.Ordinal);
        using (var peer = outside.AcceptSocket())
            peer.Send("x"u8);
        program.WaitForOutput("data");
        program.ExpectEnd();
    }

    [NeedsFact("python3")]
    public void Those_that_came_in_may_be_closed_and_the_server_listens_on()
    {
        var port = int.Parse(ComputationTrial.FreePort(), CultureInfo.InvariantCulture);
        var program = session.Launch("server", InstalledProgram.Get("python3"), "-c", Server, port.ToString(CultureInfo.InvariantCulture));
        program.WaitForOutput("listening");
        using var first = new TcpClient("127.0.0.1", port);
        program.WaitForOutput("ready");
        session.Checkpoint("server", "--external", "keep-listening", "--kill");
        program.WaitForEnd();
        program = session.Restart("server", program);
        program.WaitForOutput("closed");
        using var second = new TcpClient("127.0.0.1", port);
        second.GetStream().Write("x"u8);
        program.WaitForOutput("again");
        program.ExpectEnd();
    }

    [NeedsFact("python3")]
    public void So_are_those_through_a_fifo_or_a_unix_socket_also_one_that_nobody_has_accepted_yet()
    {
        foreach (var how in new[] { "reads", "writes", "accepted", "waits", "abstract" })
        {
            var path = session.PathOf($"end-{how}");
            var outside = session.StartUnknown($"outside-{how}", InstalledProgram.Get("python3"), "-c", NamedServer, path, how);
            outside.WaitForOutput("there");
            var program = session.Launch(how, InstalledProgram.Get("python3"), "-c", NamedClient, path, how);
            program.WaitForOutput("ready");
            Assert.Contains($"pid {program.Pid}, descriptor 3", session.Refuse("checkpoint", how, "--external", "refuse").Errors, StringComparison.Ordinal);
            Assert.Contains("outside", session.Succeed("checkpoint", how).Errors, StringComparison.Ordinal);
            session.CheckpointAndKill(how, program);
            outside.Kill();
            program = session.Restart(how, program);
            program.WaitForOutput("closed");
            program.ExpectEnd();
        }
    }

    [NeedsFact("python3")]
    public void Who_waits_to_be_accepted_over_tcp_from_outside_is_told_of_or_a_reason_to_refuse() => WaiterIsTold("tcp");

    [NeedsFact("python3")]
    public void Who_waits_to_be_accepted_at_a_path_from_outside_is_told_of_or_a_reason_to_refuse() => WaiterIsTold("unix");

    private void WaiterIsTold(string kind)
    {
        var place = kind == "tcp" ? ComputationTrial.FreePort() : session.PathOf("waiting.socket");
        EndPoint there = kind == "tcp" ? new IPEndPoint(IPAddress.Loopback, int.Parse(place, CultureInfo.InvariantCulture)) : new UnixDomainSocketEndPoint(place);
        var program = session.Launch(kind, InstalledProgram.Get("python3"), "-c", AcceptsWhenTold, place, session.PathOf(kind + ".accept"));
        program.WaitForOutput("listening");
        using (var outside = new Socket(there.AddressFamily, SocketType.Stream, ProtocolType.Unspecified))
        {
            outside.Connect(there);
            Assert.Contains($"pid {program.Pid}, descriptor 3: Somebody outside", session.Refuse("checkpoint", kind, "--external", "refuse").Errors, StringComparison.Ordinal);
            Assert.Contains("whose other end is outside", session.Succeed("checkpoint", kind, "--external", "keep-listening").Errors, StringComparison.Ordinal);
            session.CheckpointAndKill(kind, program);
        }

        program = session.Restart(kind, program);
        session.WaitUntilRunning(kind, program);
        // Nobody waits any more: who comes now is the first.
        using var second = new Socket(there.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        second.Connect(there);
        second.Send("x"u8);
        File.WriteAllText(session.PathOf(kind + ".accept"), "");
        program.WaitForOutput("x");
        program.ExpectEnd();
    }

    private static TcpListener Listen(out string port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        return listener;
    }
}
