using System.Runtime.InteropServices;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Injection;

public sealed class HookServes : IDisposable
{
    private const long SYS_close = 3;
    private const long SYS_fstat = 5;
    private const long SYS_getpid = 39;
    private const long SYS_gettid = 186;
    private const long SYS_openat = 257;
    private const int ENOENT = 2;
    private const int O_CLOEXEC = 0x80000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RunningVictim victim = new("threads");
    private readonly TracerThread tracer = new();
    private readonly FrozenProcess frozen;
    private readonly HookSession hook;

    public HookServes()
    {
        frozen = FrozenProcess.Freeze(tracer, victim.Pid, Patience);
        hook = frozen.Inject();
    }

    [Fact]
    public void Calls_run_in_the_main_thread_one_after_the_other_also_behind_one_that_failed()
    {
        var batch = new SyscallBatch();
        var first = batch.Add(SYS_gettid);
        var wrong = batch.Add(SYS_openat, -100, batch.AddString("/no/such/file"), 0);
        var last = batch.Add(SYS_getpid);
        var reply = hook.Run(batch);
        Assert.Equal(victim.Pid, reply.Result(first));
        Assert.Equal(-ENOENT, reply.Raw(wrong));
        Assert.Equal(victim.Pid, reply.Result(last));
        Assert.Equal(ENOENT, Assert.Throws<LinuxException>(() => reply.Result(wrong)).Errno);
    }

    [Fact]
    public void A_call_uses_the_result_of_an_earlier_one_and_writes_into_the_message()
    {
        var batch = new SyscallBatch();
        var open = batch.Add(SYS_openat, -100, batch.AddString("/dev/null"), 0);
        var status = batch.AddSpace(144);
        batch.Add(SYS_fstat, SyscallArgument.ResultOf(open), status);
        batch.Add(SYS_close, SyscallArgument.ResultOf(open));
        var reply = hook.Run(batch).ThrowIfAnyFailed();
        Assert.NotEqual(new byte[144], reply.Bytes(status).ToArray());
    }

    [Fact]
    public void A_message_of_the_largest_size_comes_back_whole()
    {
        var batch = new SyscallBatch();
        var bytes = new byte[120_000];
        new Random(1).NextBytes(bytes);
        var buffer = batch.AddData(bytes);
        batch.Add(SYS_getpid);
        Assert.Equal(bytes, hook.Run(batch).Bytes(buffer).ToArray());
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_refused_here()
    {
        var batch = new SyscallBatch();
        batch.AddSpace(200_000);
        Assert.Throws<ArgumentException>(() => hook.Run(batch));
    }

    [Fact]
    public void Three_hundred_descriptors_arrive_with_close_on_exec()
    {
        using var own = File.OpenHandle("/dev/null");
        var numbers = hook.SendDescriptors(Enumerable.Repeat<SafeHandle>(own, 300).ToArray());
        var links = numbers.Select(number => new FileInfo($"/proc/{victim.Pid}/fd/{number}").LinkTarget);
        Assert.Equal(Enumerable.Repeat("/dev/null", 300), links);
        var flags = File.ReadLines($"/proc/{victim.Pid}/fdinfo/{numbers[299]}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        Assert.NotEqual(0, Convert.ToInt32(flags.Split('\t')[1], 8) & O_CLOEXEC);
        var batch = new SyscallBatch();
        foreach (var number in numbers)
            batch.Add(SYS_close, number);
        hook.Run(batch).ThrowIfAnyFailed();
    }

    [Fact]
    public void Pages_go_to_a_file_and_come_back_from_it()
    {
        const long SYS_mmap = 9;
        const int Pages = 12_000; // more runs than fit into one message, more than one pwritev takes
        var path = Path.GetTempFileName();
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        File.Delete(path);
        var remote = hook.SendDescriptors(file)[0];
        var batch = new SyscallBatch();
        var map = batch.Add(SYS_mmap, 0, Pages * 8192L, 3, 0x22, -1, 0);
        var start = (ulong)hook.Run(batch).Result(map);
        var runs = Enumerable.Range(0, Pages).Select(page => new PageRun(start + (ulong)page * 8192, 4096)).ToArray();
        var content = new byte[Pages * 4096];
        new Random(2).NextBytes(content);
        RandomAccess.Write(file, content, 4096);

        hook.ReadPages(remote, 4096, runs);
        RandomAccess.Write(file, new byte[content.Length], 4096);
        hook.WritePages(remote, 4096, runs);

        var back = new byte[content.Length];
        Assert.Equal(back.Length, RandomAccess.Read(file, back, 4096));
        Assert.Equal(content, back);
        Unmap(start, Pages * 8192, remote);
    }

    [Fact]
    public void What_is_to_be_done_meanwhile_is_done_until_there_is_no_more()
    {
        var file = File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        var remote = hook.SendDescriptors(file)[0];
        var runs = Enumerable.Repeat(new PageRun(hook.AreaStart, 4096), 9_000).ToArray(); // two messages
        var portions = 0;

        hook.WritePages(remote, 0, runs, () =>
        {
            portions++;
            return false;
        });

        Assert.Equal(1, portions);
        Assert.Equal(runs.Length * 4096L, RandomAccess.GetLength(file));
        Unmap(hook.AreaStart + hook.AreaLengthBytes, 0, remote);
        file.Dispose();
    }

    [Fact]
    public void The_reply_is_taken_also_when_what_was_done_meanwhile_fails()
    {
        var file = File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        var remote = hook.SendDescriptors(file)[0];

        Assert.Throws<InvalidOperationException>(() => hook.WritePages(remote, 0, [new PageRun(hook.AreaStart, 4096)], () => throw new InvalidOperationException()));

        var batch = new SyscallBatch();
        var call = batch.Add(SYS_getpid);
        Assert.Equal(hook.HostPid, hook.Run(batch).Result(call));
        Unmap(hook.AreaStart + hook.AreaLengthBytes, 0, remote);
        file.Dispose();
    }

    [Fact]
    public void A_transfer_from_unmapped_memory_fails_and_says_where()
    {
        using var sink = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        var remote = hook.SendDescriptors(sink)[0];
        using var file = File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        var remoteFile = hook.SendDescriptors(file)[0];
        var failure = Assert.Throws<LinuxException>(() => hook.WritePages(remoteFile, 0, [new PageRun(0x1000, 4096)]));
        Assert.Contains("EFAULT", failure.Message);
        Unmap(hook.AreaStart + hook.AreaLengthBytes, 0, remote, remoteFile);
    }

    [Fact]
    public void A_stopping_signal_while_it_serves_stops_the_program_afterwards_only()
    {
        victim.Signal(Signum.SIGSTOP);
        var batch = new SyscallBatch();
        batch.Add(SYS_getpid);
        for (var time = 0; time < 5; time++)
            Assert.Equal(victim.Pid, hook.Run(batch).Result(0));
        frozen.Release();
        victim.WaitForState('T');
        victim.Signal(Signum.SIGCONT);
    }

    public void Dispose()
    {
        frozen.Dispose();
        tracer.Dispose();
        try
        {
            Assert.Equal("pass", victim.Ask());
        }
        finally
        {
            victim.Dispose();
        }
    }

    private void Unmap(ulong start, long lengthBytes, params int[] descriptors)
    {
        const long SYS_munmap = 11;
        var batch = new SyscallBatch();
        if (lengthBytes > 0)
            batch.Add(SYS_munmap, start, lengthBytes);
        foreach (var descriptor in descriptors)
            batch.Add(SYS_close, descriptor);
        hook.Run(batch).ThrowIfAnyFailed();
    }
}
