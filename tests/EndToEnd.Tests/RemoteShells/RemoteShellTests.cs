using Entracte.EndToEnd.Tests.Clusters;
using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.RemoteShells;

/// <summary>The ssh that programs find on one of several nodes.</summary>
public sealed class RemoteShellTests : IDisposable
{
    private const string FakeSsh = """
        #!/bin/sh
        printf '[%s]' "$@"; exit 42
        """;

    private readonly AgentCluster cluster = new();

    [NeedsFact("python3")]
    public void Status_signals_streams_and_environment_are_as_with_ssh_and_what_is_none_of_ours_goes_to_the_real_one()
    {
        var (here, there) = (cluster.Add("here"), cluster.Add("there"));
        var program = Launch(here, "remote-shells", InstalledProgram.Get("python3"), InstalledProgram.Source("remote_shells.py"), there.Name, here.Session.Folder, here.Name);
        program.WaitForOutput("right");
        program.ExpectEnd();
        Waiting.Until("the end of what was started there", () => there.Session.Status("remote-shells") is not { } left || left["pids"]!.AsArray().Count == 0, there.Session.Explain);
        Assert.Empty(Directory.GetFiles(Path.Combine(here.Session.Folder, "run", "entracte"), "entracte-relay*"));
        Assert.Empty(Directory.GetFiles(Path.Combine(there.Session.Folder, "run", "entracte"), "entracte-relay*"));
    }

    [PlainUserFact]
    public void A_program_that_was_restarted_in_namespaces_finds_the_real_one()
    {
        var (here, there) = (cluster.Add("here"), cluster.Add("there"));
        var session = here.Session;
        var program = Launch(here, "loop", "sh", "-c", "echo ready; while [ ! -e \"$0\" ]; do sleep 0.1; done; ssh \"$1\" echo one", session.PathOf("go"), there.Name);
        program.WaitForOutput("ready");
        session.CheckpointAndKill("loop", program);
        program = session.RestartFrom(Path.Combine(session.PathOf("state"), "entracte", "images"), "loop", program);
        session.WaitUntilRunning("loop", program);
        File.WriteAllText(session.PathOf("go"), "");
        program.ExpectEnd(42);
        Assert.EndsWith($"[{there.Name}][echo][one]", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_plain_ssh_a_program_finds_the_real_one()
    {
        var here = cluster.Add("here");
        var path = $"{Fakes(here.Session)}:/usr/bin:/bin";
        var program = here.Session.StartUnknown("plain", "env", $"PATH={path}", Binaries.Command, "launch", "--plain-ssh", "--", "sh", "-c", "ssh here true; echo $?$PATH");
        program.ExpectEnd();
        Assert.Equal($"[here][true]42{path}\n", program.Output);
    }

    public void Dispose() => cluster.Dispose();

    private static RunningProgram Launch(Member member, string name, params string[] command)
        => member.Session.StartUnknown(name, [
            "env", $"PATH={Fakes(member.Session)}:/usr/bin:/bin", $"USER={Environment.UserName}", "PVM_RSH=/usr/bin/rsh", Binaries.Command, "launch", "--name", name, "--", .. command]);

    /// <summary>A folder with an ssh that tells how it was called, in the place of the real one.</summary>
    private static string Fakes(UserSession session)
    {
        var folder = Directory.CreateDirectory(session.PathOf("fakes")).FullName;
        foreach (var name in new[] { "ssh", "rsh" })
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
                continue;
            File.WriteAllText(path, FakeSsh);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }
}
