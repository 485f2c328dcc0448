using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Injection;

public sealed class AHookDoesNotAnswer : IDisposable
{
    private const int SYS_open = 2;
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-hook-").FullName;

    [Theory]
    [InlineData("threads")]
    [InlineData("registers_vector")]
    [InlineData("signal_masks")]
    public void Whoever_gives_up_waits_no_longer_and_the_program_goes_on(string name)
    {
        var fifo = Path.Combine(folder, "fifo");
        Assert.Equal(0, Syscall.mkfifo(fifo, FilePermissions.S_IRUSR | FilePermissions.S_IWUSR));
        using var victim = new RunningVictim(name);
        using var tracer = new TracerThread();
        using (var frozen = FrozenProcess.Freeze(tracer, victim.Pid, TimeSpan.FromSeconds(30)))
        {
            var hook = frozen.Inject();
            // Nobody ever opens the other end.
            var batch = new SyscallBatch();
            batch.Add(SystemCall.open, batch.AddString(fifo), 0);
            var waiting = Task.Run(() => hook.Run(batch));
            SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{victim.Pid}/syscall").StartsWith($"{SYS_open} ", StringComparison.Ordinal));
            Assert.False(waiting.IsCompleted);

            hook.GiveUp();

            Assert.Throws<OperationCanceledException>(() => waiting.GetAwaiter().GetResult());
            Assert.True(hook.IsBusy);
            // What it may still say is not taken for the answer to something else.
            Assert.Throws<OperationCanceledException>(() => hook.Run(batch));
        }

        Assert.Equal("pass", victim.Ask());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
