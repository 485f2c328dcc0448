using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Injection;

/// <summary>
/// The promise that a checkpoint never harms the computation, at its root: a tracer is killed by SIGKILL at each step of the hook's way in and out, and at
/// random moments. The victims check themselves all the time; whatever is wrong in a register, mask, stack or system call makes them say so.
/// </summary>
public sealed class TracerDies
{
    private const int RandomKills = 90;
    private const int MillisecondsMax = 25;

    private static readonly InjectionStep[] Steps = Enum.GetValues<InjectionStep>();

    [Theory]
    [InlineData("registers_general")]
    [InlineData("registers_vector")]
    [InlineData("registers_float")]
    [InlineData("storm")]
    [InlineData("signal_stack")]
    [InlineData("blocked_reads")]
    [InlineData("blocked_waits")]
    [InlineData("main_thread_ended")]
    public void At_each_step_and_the_program_goes_on(string name)
    {
        using var victim = new RunningVictim(name);
        using var tracers = new TracerSupply();
        for (var index = 0; index < Steps.Length; index++)
        {
            using var tracer = tracers.Next();
            tracer.StandardInput.WriteLine($"{victim.Pid} {Steps[index]} {1 + index % 2}");
            tracer.WaitForExit();
            Assert.True(tracer.ExitCode == 128 + (int)Signum.SIGKILL, $"it ended with {tracer.ExitCode}: {tracer.StandardError.ReadToEnd()}");
        }
        AssertNothingIsLeft(victim.Pid);
        Assert.Equal("pass", victim.Ask());
    }

    [Fact]
    public void At_a_random_moment_and_the_program_goes_on()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var victim = new RunningVictim("storm");
        using var tracers = new TracerSupply();
        for (var kill = 0; kill < RandomKills; kill++)
        {
            using var tracer = tracers.Next();
            tracer.StandardInput.WriteLine(victim.Pid);
            if (kill % 3 != 0) // a third of them at their very first visit
                TracerSupply.Expect(tracer, "visiting");
            SpinWait.SpinUntil(() => false, random.Next(MillisecondsMax));
            Syscall.kill(tracer.Id, Signum.SIGKILL);
            tracer.WaitForExit();
        }
        AssertNothingIsLeft(victim.Pid);
        Assert.True(victim.Ask() == "pass", $"the seed was {seed}");
    }

    /// <summary>
    /// Messages that can only be taken out, semaphores that are felt for what they would undo, segments: all in place, in the order in which they were.
    /// A wait that Linux does not restart by itself (semop(2)) may end with EINTR when the tracer dies just behind the interruption, as it does after SIGSTOP.
    /// </summary>
    [Theory]
    [InlineData("posix_queues")]
    [InlineData("systemv_queues")]
    [InlineData("systemv_semaphores")]
    [InlineData("systemv_memory")]
    public void In_the_middle_of_looking_into_what_processes_share_and_nothing_is_lost(string name)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var victim = new RunningVictim(name, "interrupted");
        using var tracers = new TracerSupply();
        for (var kill = 0; kill < RandomKills / 6; kill++)
        {
            using var tracer = tracers.Next();
            tracer.StandardInput.WriteLine($"{victim.Pid} cut");
            TracerSupply.Expect(tracer, "visiting");
            SpinWait.SpinUntil(() => false, random.Next(MillisecondsMax));
            Syscall.kill(tracer.Id, Signum.SIGKILL);
            tracer.WaitForExit();
        }
        Assert.Equal($"pass (seed {seed})", $"{victim.Ask()} (seed {seed})");
    }

    [Fact]
    public void While_the_hook_has_a_descriptor_of_his_and_the_program_does_not_keep_it()
    {
        using var victim = new RunningVictim("registers_general");
        using var tracers = new TracerSupply();
        var before = DescriptorsOf(victim.Pid);
        using (var tracer = tracers.Next())
        {
            tracer.StandardInput.WriteLine($"{victim.Pid} lend");
            tracer.WaitForExit();
        }
        AssertNothingIsLeft(victim.Pid);
        Assert.Equal(before, DescriptorsOf(victim.Pid));
        Assert.Equal("pass", victim.Ask());
    }

    private static string[] DescriptorsOf(int pid) => [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(path => Path.GetFileName(path)).Order()];

    private static void AssertNothingIsLeft(int pid)
    {
        using var tracer = new TracerThread();
        SpinWait.SpinUntil(() => HookLeftovers.Remove(tracer, pid) == 0);
        Assert.DoesNotContain(File.ReadLines($"/proc/{LivingThread.Find(pid)}/maps"), line => line.Contains("rwxp", StringComparison.Ordinal));
    }
}
