using System.Diagnostics;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Restore;

/// <summary>What stands for a root has stopped with it, and goes on with it also when no shell says so.</summary>
public sealed class FrontsGoOn : IDisposable
{
    private const string Script = "sleep 600 & echo $!; kill -STOP $$; wait $!; echo $?";

    private readonly string folder = Directory.CreateTempSubdirectory("entracte-hook-").FullName;
    private Process? front;

    [Theory]
    [InlineData(Signum.SIGCONT)]
    [InlineData(Signum.SIGKILL)]
    public void With_the_computation_that_is_let_go_or_ended(Signum signal)
    {
        var root = Start("entracte-front");
        MemberSignals.Send([root], null, Signum.SIGSTOP);
        Assert.Equal('T', ProcessStat.Of(front!.Id).State);
        Assert.Equal(1, MemberSignals.Send([root], null, signal));
        if (signal == Signum.SIGCONT)
            Syscall.kill(root, Signum.SIGTERM);
        Assert.Equal($"{128 + (signal == Signum.SIGCONT ? 15 : 9)}", front.StandardOutput.ReadLine());
    }

    [Fact]
    public void But_not_somebody_else_who_is_the_parent_of_a_root()
    {
        var root = Start("entracte-frond");
        MemberSignals.Send([root], null, Signum.SIGSTOP);
        MemberSignals.Send([root], null, Signum.SIGKILL);
        Assert.Equal('T', ProcessStat.Of(front!.Id).State);
    }

    public void Dispose()
    {
        front?.Kill(entireProcessTree: true);
        front?.WaitForExit();
        front?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <returns>The pid of the root, whose parent is called so and has stopped.</returns>
    private int Start(string name)
    {
        var program = Path.Combine(folder, name);
        File.Copy("/bin/sh", program);
        front = Forks.Start(new ProcessStartInfo(program, ["-c", Script]) { RedirectStandardOutput = true });
        var root = int.Parse(front.StandardOutput.ReadLine()!);
        Assert.True(SpinWait.SpinUntil(() => ProcessStat.Of(front.Id).State == 'T', TimeSpan.FromSeconds(60)), "it did not stop");
        return root;
    }
}
