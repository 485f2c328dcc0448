using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

public sealed class CompiledProgramTests(UserSession session) : IClassFixture<UserSession>
{
    private readonly WorkerTrial trial = new(session);

    [NeedsFact("java", "javac")]
    public void Java_goes_on_with_many_threads_under_garbage_collection_pressure()
    {
        var classes = Directory.CreateDirectory(session.PathOf("classes")).FullName;
        Compile(InstalledProgram.Get("javac"), "-d", classes, InstalledProgram.Source("Worker.java"));
        trial.Survives("java", InstalledProgram.Get("java"), "-Xmx128m", "-cp", classes, "Worker");
    }

    [Fact]
    public void A_dotnet_program_goes_on_with_tasks_timers_and_methods_compiled_meanwhile()
        => trial.Survives("dotnet", Path.Combine(AppContext.BaseDirectory, "managed-worker"));

    [NeedsFact("go")]
    public void A_static_go_program_goes_on_with_a_thousand_goroutines()
    {
        var program = session.PathOf("go-worker");
        Compile("/bin/sh", "-c", "CGO_ENABLED=0 GOFLAGS= GOPATH=\"$1\" GOCACHE=\"$1/cache\" HOME=\"$1\" exec \"$2\" build -o \"$3\" \"$4\"", "sh",
            session.PathOf("go"), InstalledProgram.Get("go"), program, InstalledProgram.Source("worker.go"));
        trial.Survives("go", program);
    }

    [Fact]
    public void A_static_c_program_goes_on_with_all_its_threads()
    {
        var question = session.PathOf("static.question");
        var program = session.Launch("static", VictimPrograms.PathOf("threads-static"), question, "50");
        program.WaitForOutput("ready");
        session.Checkpoint("static");
        session.Checkpoint("static");
        program.Kill();
        program = session.Restart("static", program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }

    private void Compile(string program, params string[] arguments)
    {
        var result = session.RunProgram(program, arguments);
        Assert.True(result.ExitStatus == 0, result.ToString());
    }
}
