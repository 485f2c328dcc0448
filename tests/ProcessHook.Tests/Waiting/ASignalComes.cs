using System.Globalization;
using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Waiting;

/// <summary>A node agent has children, and each of their ends is a signal for one of its threads, which may be waiting for a husk or for an answer.</summary>
public sealed class ASignalComes
{
    [Fact]
    public void The_wait_goes_on()
    {
        using var came = new ManualResetEventSlim();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => came.Set());
        var (readEnd, writeEnd) = Pipe.Create(0);
        using var reading = readEnd;
        using var writing = writeEnd;
        var tid = 0;
        bool? isReadable = null;
        var thread = new Thread(() =>
        {
            Volatile.Write(ref tid, int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(' ')[0], CultureInfo.InvariantCulture));
            isReadable = Poll.IsReadable(reading, 60_000);
        });
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref tid) is not 0 and var known && IsInPoll(known), TimeSpan.FromMinutes(1)));

        // kill(2) of a thread's number is for its process, and the kernel prefers that thread (complete_signal in kernel/signal.c).
        Assert.Equal(0, Syscall.kill(tid, Signum.SIGWINCH));
        Assert.True(came.Wait(TimeSpan.FromMinutes(1)));
        writing.Dispose();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)));
        Assert.True(isReadable);
    }

    /// <summary>A signal that waits when poll(2) finds nothing ends it, too, though it would not wait for anything.</summary>
    [Fact]
    public void A_look_without_waiting_sees_what_there_is()
    {
        const int Signals = 20_000;
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => { });
        var (readEnd, writeEnd) = Pipe.Create(0);
        using var reading = readEnd;
        using var writing = writeEnd;
        var (tid, isOver, seen) = (0, false, 0);
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            Volatile.Write(ref tid, int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(' ')[0], CultureInfo.InvariantCulture));
            try
            {
                while (!Volatile.Read(ref isOver))
                    seen += Pipe.IsOtherEndClosed(reading) ? 1 : 0;
            }
            catch (LinuxException failure)
            {
                thrown = failure;
            }
        });
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref tid) != 0, TimeSpan.FromMinutes(1)));
        for (var signal = 0; signal < Signals; signal++)
            Assert.Equal(0, Syscall.kill(tid, Signum.SIGWINCH));
        Volatile.Write(ref isOver, true);
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)));
        Assert.Null(thrown);
        Assert.Equal(0, seen);
    }

    private static bool IsInPoll(int tid) => File.ReadAllText($"/proc/self/task/{tid}/syscall").StartsWith($"{SystemCall.poll} ", StringComparison.Ordinal);
}
