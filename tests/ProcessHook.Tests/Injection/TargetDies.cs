using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Injection;

/// <summary>
/// Somebody kills the program while the hook goes in or out. Of a program with several threads the kernel reports the end only when each thread has been collected,
/// by us as long as they are ours: nothing here may wait for the main thread first, and its parent must hear of the end while the tracer lives on.
/// </summary>
public sealed class TargetDies
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string, string> Steps
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var step in Enum.GetNames<InjectionStep>())
            {
                data.Add("threads", step);
                // A single thread is asked by the hook in itself, without these steps.
                if (!step.StartsWith("Thread", StringComparison.Ordinal))
                    data.Add("memory_heap", step);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_program_that_is_killed_at_any_step_is_let_go_and_its_parent_hears_of_it(string name, string at)
    {
        using var tracer = new TracerThread();
        using var victim = new RunningVictim(name);
        using var frozen = FrozenProcess.Freeze(tracer, victim.Pid, Patience);
        frozen.StepReached = step => KillAt(step.ToString() == at, victim.Pid);
        KillAt(at == nameof(InjectionStep.Frozen), victim.Pid);
        var failure = Record.Exception(() =>
        {
            frozen.Inject();
            frozen.QueryThreads();
            frozen.Release();
        });
        Assert.True(failure is null or ProcessGoneException or LinuxException, $"{failure}");
        frozen.Release();
        AwaitEnd(victim.Pid);
    }

    [Fact]
    public void A_program_that_is_killed_while_it_is_being_stopped_is_not_waited_for()
    {
        for (var round = 0; round < 20; round++)
        {
            using var tracer = new TracerThread();
            using var victim = new RunningVictim("threads");
            var killing = new Thread(() => KillAt(true, victim.Pid));
            killing.Start();
            var failure = Record.Exception(() => FrozenProcess.Freeze(tracer, victim.Pid, Patience).Release());
            Assert.True(failure is null or ProcessGoneException or LinuxException or ObstaclesException, $"{failure}");
            killing.Join();
            AwaitEnd(victim.Pid);
        }
    }

    private static void KillAt(bool isTheStep, int pid)
    {
        if (isTheStep)
            _ = Syscall.kill(pid, Signum.SIGKILL);
    }

    /// <summary>Gone altogether: a zombie that its parent cannot collect is not enough.</summary>
    private static void AwaitEnd(int pid)
    {
        for (var looks = 0; Directory.Exists($"/proc/{pid}"); looks++)
        {
            if (looks == 6000)
                Assert.Fail($"process {pid} is still there: {File.ReadAllText($"/proc/{pid}/status")}");
            Thread.Sleep(10);
        }
    }
}
