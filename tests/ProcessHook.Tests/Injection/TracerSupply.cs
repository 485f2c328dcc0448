using System.Diagnostics;

namespace Entracte.ProcessHook.Tests.Injection;

/// <summary>Doomed tracers that are up and wait for their order: starting one takes longer than its life.</summary>
internal sealed class TracerSupply : IDisposable
{
    private const int InStore = 3;

    /// <summary>Beside us where the suites are laid out as the Test task does, else in the other project's output.</summary>
    private static readonly string Program = new[]
    {
        Path.Combine(AppContext.BaseDirectory, "../DoomedTracer/Entracte.DoomedTracer"),
        Path.Combine(AppContext.BaseDirectory.Replace("/ProcessHook.Tests/", "/DoomedTracer/", StringComparison.Ordinal), "Entracte.DoomedTracer"),
    }.First(File.Exists);

    private IDisposable[] streams = [];
    private readonly Queue<Process> store = new(Enumerable.Range(0, InStore).Select(_ => Start()));

    /// <summary>To be disposed of before the next one is taken.</summary>
    public Process Next()
    {
        CloseStreams();
        store.Enqueue(Start());
        var tracer = store.Dequeue();
        streams = [tracer.StandardInput, tracer.StandardOutput, tracer.StandardError];
        Assert.Equal("ready", tracer.StandardOutput.ReadLine());
        return tracer;
    }

    /// <summary>Waits for a line, and says what it said instead, for example why it ended.</summary>
    public static void Expect(Process tracer, string line)
    {
        if (tracer.StandardOutput.ReadLine() is var said && said != line)
            Assert.Fail($"{line} was expected, it said {said ?? "nothing"}; {(said is null ? tracer.StandardError.ReadToEnd() : "")}");
    }

    public void Dispose()
    {
        CloseStreams();
        foreach (var tracer in store)
        {
            tracer.Kill();
            tracer.WaitForExit();
            tracer.Dispose();
        }
    }

    /// <summary>A process that is disposed of leaves the streams open that have been used.</summary>
    private void CloseStreams()
    {
        foreach (var stream in streams)
            stream.Dispose();
        streams = [];
    }

    private static Process Start()
        => Forks.Start(new ProcessStartInfo(Program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_TieredPGO"] = "0" } });
}
