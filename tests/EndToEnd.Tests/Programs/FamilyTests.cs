using Entracte.EndToEnd.Tests.Harness;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>Programs of several processes by the means of their language's own library.</summary>
public sealed class FamilyTests(UserSession session) : IClassFixture<UserSession>
{
    private readonly ComputationTrial trial = new(session);

    [NeedsFact("python3")]
    public void Python_processes_share_queues_pipes_locks_and_memory()
        => trial.Survives("multiprocessing", InstalledProgram.Get("python3"), InstalledProgram.Source("family.py"));

    [NeedsFact("python3")]
    public void Python_event_loops_converse_over_tcp_and_unix_sockets()
        => trial.Survives("asyncio", InstalledProgram.Get("python3"), InstalledProgram.Source("conversation.py"), "server");

    [NeedsFact("node")]
    public void A_node_cluster_passes_connections_to_its_workers()
        => trial.Survives("cluster", InstalledProgram.Get("node"), InstalledProgram.Source("cluster.js"));

    [NeedsFact("java", "javac")]
    public void Two_java_machines_converse()
    {
        var classes = Directory.CreateDirectory(session.PathOf("classes")).FullName;
        Compile(InstalledProgram.Get("javac"), "-d", classes, InstalledProgram.Source("Pair.java"));
        trial.Survives("java-pair", InstalledProgram.Get("java"), "-Xmx64m", "-cp", classes, "Pair", "server");
    }

    [Fact]
    public void Two_dotnet_programs_converse()
        => trial.Survives("dotnet-pair", Path.Combine(AppContext.BaseDirectory, "managed-worker"), "server");

    [NeedsFact("erl", "erlc", "epmd")]
    public void Two_erlang_nodes_converse()
    {
        var modules = Directory.CreateDirectory(session.PathOf("modules")).FullName;
        Compile(InstalledProgram.Get("erlc"), "-o", modules, InstalledProgram.Source("pair.erl"));
        trial.Survives("erlang", "/bin/sh", InstalledProgram.Source("erlang.sh"), modules, ComputationTrial.FreePort());
    }

    private void Compile(string program, params string[] arguments)
    {
        var result = session.RunProgram(program, arguments);
        Assert.True(result.ExitStatus == 0, result.ToString());
    }
}
