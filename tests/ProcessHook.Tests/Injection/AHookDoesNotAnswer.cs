using System.Diagnostics;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Tests.Injection;

public sealed class AHookDoesNotAnswer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("threads")]
    [InlineData("registers_vector")]
    [InlineData("signal_masks")]
    public void Whoever_gives_up_a_transfer_waits_no_longer_and_the_program_goes_on(string name)
    {
        using var victim = new RunningVictim(name);
        using var tracer = new TracerThread();
        using (var frozen = FrozenProcess.Freeze(tracer, victim.Pid, Patience))
        {
            var hook = frozen.Inject();
            // Its thread stands still, as it would in the kernel, before a disk that is away.
            tracer.Run(() =>
            {
                frozen.Threads[0].Interrupt();
                Assert.True(frozen.Threads[0].WaitForEventStop(Stopwatch.StartNew(), Patience));
            });
            var waiting = Task.Run(() => hook.WritePages(1, 0, [new PageRun(hook.AreaStart, sizeof(ulong))]));

            hook.GiveUp();

            Assert.Throws<OperationCanceledException>(() => waiting.GetAwaiter().GetResult());
            Assert.True(hook.IsBusy);
            // What it may still say is not taken for the answer to something else.
            var batch = new SyscallBatch();
            batch.Add(0);
            Assert.Throws<OperationCanceledException>(() => hook.Run(batch));
        }

        Assert.Equal("pass", victim.Ask());
    }
}
