using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Command;

/// <summary>Other users, made with root's help.</summary>
[Trait("Category", "Root")]
public sealed class ForeignUserTests : IDisposable
{
    private const string Nobody = "65534";
    private readonly UserSession session = new();

    private string Place => session.PathOf("run/entracte");

    public void Dispose() => session.Dispose();

    [RootFact]
    public void A_directory_of_somebody_else_is_refused()
    {
        Directory.CreateDirectory(Place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(0, session.RunProgram("/bin/chown", Nobody, Place).ExitStatus);
        Assert.Contains($"belongs to user id {Nobody}", session.Refuse("launch", "true").Errors, StringComparison.Ordinal);
    }

    [RootFact]
    public void Somebody_else_is_cut_off_even_where_the_modes_would_let_them_in()
    {
        session.Succeed("status");
        foreach (var path in new[] { session.Folder, session.PathOf("run"), Place, Path.Combine(Place, "agent.sock") })
            Assert.Equal(0, session.RunProgram("/bin/chmod", "0777", path).ExitStatus);
        var answer = AskAs(Nobody);
        Assert.NotEqual(0, answer.ExitStatus);
        Assert.Equal("", answer.Output);
        Assert.Equal(0, AskAs("0").ExitStatus);
        Assert.Contains($"of user {Nobody}", File.ReadAllText(session.AgentLog), StringComparison.Ordinal);
    }

    private CommandResult AskAs(string user) => session.RunProgram(
        InstalledProgram.Get("setpriv"), $"--reuid={user}", "--clear-groups", InstalledProgram.Get("python3"), "-c",
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX)
        s.connect(sys.argv[1])
        s.sendall(b'GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        answer = s.recv(4096)
        print(answer.decode(), end='')
        sys.exit(0 if answer.startswith(b'HTTP/1.1 200') else 1)
        """,
        Path.Combine(Place, "agent.sock"));
}
