using System.Diagnostics;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Restore;

namespace Entracte.ProcessHook.Tests.Restore;

public sealed class NamespacesAreChosen : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-choice-").FullName;
    private readonly HuskListener listener;
    private readonly string token = Guid.NewGuid().ToString("N");
    private Process? outer;

    public NamespacesAreChosen() => listener = new HuskListener(Path.Combine(folder, "husk.sock"));

    [Fact]
    public void A_pid_that_is_taken_needs_one()
        => Assert.Equal([NamespaceChoice.Own], NamespaceChoice.Of([PartOf(Environment.ProcessId, Environment.ProcessId)]).InOrder);

    [Fact]
    public void A_tid_that_is_taken_needs_one()
    {
        var tid = Directory.EnumerateDirectories("/proc/self/task").Select(path => int.Parse(Path.GetFileName(path))).Max();
        Assert.Equal([NamespaceChoice.Own], NamespaceChoice.Of([PartOf(FreePid(), tid)]).InOrder);
    }

    [Fact]
    public void A_pid_beyond_the_last_needs_one()
        => Assert.Equal([NamespaceChoice.Own], NamespaceChoice.Of([PartOf(int.MaxValue, int.MaxValue)]).InOrder);

    [Fact]
    public void Free_pids_need_none()
        => Assert.Equal([HuskNamespaces.None, NamespaceChoice.Own], NamespaceChoice.Of([PartOf(FreePid(), FreePid())]).InOrder);

    [Fact]
    public async Task A_husk_that_may_choose_pids_takes_none_and_another_comes_where_that_was_no_good()
    {
        var first = await Come(() => Start(new NamespaceChoice(HuskNamespaces.None, NamespaceChoice.Own)));
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(HuskNamespaces.None, first.Namespaces);
            Assert.Equal(first.HostPid, first.Pid);
            first = await Come(first.MakePlace);
        }
        Assert.Equal(NamespaceChoice.Own, first.Namespaces);
        Assert.Equal(1, first.Pid);
        first.Dispose();
        outer!.WaitForExit();
        Assert.Equal(125, outer.ExitCode);
    }

    [TimeNamespaceFact]
    public async Task A_husk_has_the_clocks_that_it_was_given()
    {
        const string Offsets = "monotonic 5000 1\nboottime -3 999999999";
        var first = await Come(() => Start(new NamespaceChoice(HuskNamespaces.None, NamespaceChoice.Own).WithTime(), Offsets));
        Assert.True(first.Namespaces.HasFlag(HuskNamespaces.Time));
        Assert.Equal(TimeOffsets.Parse(Offsets), TimeOffsets.Of(first.HostPid));
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(HuskNamespaces.Time, first.Namespaces);
            first = await Come(first.MakePlace);
        }
        Assert.Equal(NamespaceChoice.Own | HuskNamespaces.Time, first.Namespaces);
        Assert.Equal(TimeOffsets.Parse(Offsets), TimeOffsets.Of(first.HostPid));
        first.Dispose();
        outer!.WaitForExit();
    }

    [Fact]
    public async Task A_husk_that_gets_no_time_namespace_comes_without()
    {
        // Nobody's clocks may be so far ahead (kernel/time/namespace.c).
        var first = await Come(() => Start(new NamespaceChoice(NamespaceChoice.Own).WithTime(), $"monotonic {long.MaxValue} 0\nboottime 0 0"));
        Assert.Equal(NamespaceChoice.Own, first.Namespaces);
        first.Dispose();
        outer!.WaitForExit();
    }

    public void Dispose()
    {
        outer?.Dispose();
        listener.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<HuskServer> Come(Action bringAbout)
    {
        var arrival = listener.AcceptAsync(token, CancellationToken.None);
        bringAbout();
        return await arrival.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private void Start(NamespaceChoice choice, string? timeOffsets = null)
        => outer = Forks.Start(
            new ProcessStartInfo(HuskProgram.Materialize(folder), HuskProgram.Arguments(listener.SocketPath, token, choice, timeOffsets)) { RedirectStandardError = true });

    /// <summary>One that was given away not long ago: numbers are given in turn (proc_loadavg(5) ends with the last), so its turn comes last.</summary>
    private static int FreePid()
    {
        var last = int.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[^1]);
        return Enumerable.Range(1, last).Select(back => last - back).First(pid => pid > 1 && !Directory.Exists($"/proc/{pid}"));
    }

    private static ProcessFileRecord PartOf(int pid, int tid) => new()
    {
        Process = new ProcessRecord { Pid = pid },
        Threads = [new ThreadRecord { Tid = pid }, new ThreadRecord { Tid = tid }],
    };
}
