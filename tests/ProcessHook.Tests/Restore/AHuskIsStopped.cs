using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore;
using Entracte.ProcessHook.Tests.Descriptors;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Restore;

/// <summary>SIGSTOP, which nobody can block, finds a process in which another one is being restored.</summary>
public sealed class AHuskIsStopped
{
    private const int Pid = 1001;
    private const long SYS_getpid = 39;

    [Fact]
    public void It_goes_on_when_it_is_asked_for_something()
    {
        using var husk = new EmptyHusk(Pid);
        var server = husk.Servers[0];
        Stop(server);
        var batch = new SyscallBatch();
        batch.Add(SYS_getpid);
        Assert.Equal(Pid, server.Run(batch).Result(0));
    }

    [Fact]
    public void It_ends_when_nobody_wants_it_any_more()
    {
        using var husk = new EmptyHusk(Pid);
        Stop(husk.Servers[0]);
        husk.Servers[0].Dispose();
        WaitFor(() => HasEnded(husk.Servers[0].HostPid), "its end");
    }

    [Fact]
    public void Signals_for_the_computation_pass_it_over()
    {
        using var husk = new EmptyHusk(Pid);
        Assert.True(HuskServer.IsHusk(husk.Servers[0].HostPid));
        Assert.Equal(0, MemberSignals.Send([husk.Servers[0].HostPid], null, Signum.SIGKILL));
        Assert.False(HuskServer.IsHusk(Environment.ProcessId));
    }

    private static void Stop(HuskServer server)
    {
        Assert.Equal(0, Syscall.kill(server.HostPid, Signum.SIGSTOP));
        WaitFor(() => ProcessStat.Of(server.HostPid).State == 'T', "its stop");
    }

    private static bool HasEnded(int pid)
    {
        try
        {
            return ProcessStat.Of(pid).State == 'Z';
        }
        catch (LinuxException)
        {
            return true;
        }
    }

    private static void WaitFor(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)), $"{what} did not come");
}
