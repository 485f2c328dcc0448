using Entracte.ImageFormat.Inspection;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Tests.Injection;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.RoundTrip;

/// <summary>
/// Whoever takes a checkpoint is killed by SIGKILL after each of its steps, and at random moments. The program goes on with the descriptors that it had, the image of
/// before stays whole, and whoever writes the next one removes what was not finished.
/// </summary>
public sealed class CheckpointDies : IDisposable
{
    private const string Name = "doomed";
    private const int RandomKills = 60;
    private const int MillisecondsMax = 60;

    private static readonly string[] Points =
        ["begun", "suspended", "inventory-taken", "drained", "parts-created", "written", "refilled", "resumed", "completed", "committed", "pruned"];

    private readonly string place = Directory.CreateTempSubdirectory("entracte-doomed-").FullName;
    private readonly TracerSupply tracers = new();

    [Theory]
    [InlineData("registers_vector")]
    [InlineData("storm")]
    [InlineData("threads")]
    [InlineData("pipes")]
    [InlineData("memory_memfd")]
    [InlineData("shared_descriptors")]
    public void After_each_step_and_the_program_and_its_image_stay_whole(string name)
    {
        using var victim = new RunningVictim(name);
        var descriptors = DescriptorsOf(victim.Pid);
        CheckpointOnce(victim.Pid);
        foreach (var point in Points)
        {
            using var tracer = tracers.Next();
            tracer.StandardInput.WriteLine($"{victim.Pid} checkpoint {place} {point}");
            tracer.WaitForExit();
            Assert.True(tracer.ExitCode == 128 + (int)Signum.SIGKILL, $"it ended with {tracer.ExitCode} before {point}: {tracer.StandardError.ReadToEnd()}");
            AssertImageIsWhole();
        }
        AssertAllIsWell(victim, descriptors);
    }

    [Theory]
    [InlineData("storm")]
    [InlineData("registers_vector")]
    public void At_a_random_moment_and_the_program_and_its_image_stay_whole(string name)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var victim = new RunningVictim(name);
        var descriptors = DescriptorsOf(victim.Pid);
        CheckpointOnce(victim.Pid);
        for (var kill = 0; kill < RandomKills; kill++)
        {
            using var tracer = tracers.Next();
            tracer.StandardInput.WriteLine($"{victim.Pid} checkpoint {place}");
            if (kill % 2 != 0) // half of them in their very first checkpoint, while their code is compiled
                TracerSupply.Expect(tracer, "committed");
            SpinWait.SpinUntil(() => false, random.Next(MillisecondsMax));
            Syscall.kill(tracer.Id, Signum.SIGKILL);
            tracer.WaitForExit();
            AssertImageIsWhole();
        }
        AssertAllIsWell(victim, descriptors);
    }

    public void Dispose()
    {
        tracers.Dispose();
        Directory.Delete(place, recursive: true);
    }

    private void CheckpointOnce(int pid)
    {
        using var tracer = tracers.Next();
        tracer.StandardInput.WriteLine($"{pid} checkpoint {place}");
        TracerSupply.Expect(tracer, "committed");
        Syscall.kill(tracer.Id, Signum.SIGKILL);
        tracer.WaitForExit();
    }

    private void AssertImageIsWhole() => Assert.Empty(ImageVerifier.Verify(Path.Combine(place, Name)).Damages);

    private void AssertAllIsWell(RunningVictim victim, string[] descriptors)
    {
        using (var tracer = new TracerThread())
            SpinWait.SpinUntil(() => HookLeftovers.Remove(tracer, victim.Pid) == 0);
        Assert.Equal(descriptors, DescriptorsOf(victim.Pid));
        new DirectoryImageStore(place).RemoveLeftovers();
        Assert.All(Directory.GetDirectories(Path.Combine(place, Name)), generation => Assert.Empty(ImageVerifier.Verify(generation).Damages));
        Assert.Equal("pass", victim.Ask());
    }

    private static string[] DescriptorsOf(int pid)
        => [.. Directory.GetFiles($"/proc/{pid}/fd").Select(path => $"{Path.GetFileName(path)} {new FileInfo(path).LinkTarget}").Order(StringComparer.Ordinal)];
}
