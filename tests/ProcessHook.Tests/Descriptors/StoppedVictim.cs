using System.Diagnostics;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.Descriptors;

/// <summary>A victim that has said "ready" and was stopped by SIGSTOP, in a directory of its own; killed and removed at the end.</summary>
internal sealed class StoppedVictim : IDisposable
{
    private readonly Process process;

    public StoppedVictim(string name, params string[] arguments)
    {
        Folder = Directory.CreateTempSubdirectory("entracte-descriptors-").FullName;
        process = Forks.Start(new ProcessStartInfo(VictimPrograms.PathOf(name), [Path.Combine(Folder, "question"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true });
        Pid = process.Id;
        if (process.StandardOutput.ReadLine() is not "ready" and var line)
            throw new InvalidOperationException($"{name} said {line}");
        Pids = [Pid, .. File.ReadAllText($"/proc/{Pid}/task/{Pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Signal(Signum.SIGSTOP);
        foreach (var pid in Pids)
        {
            while (!File.ReadAllText($"/proc/{pid}/stat").Contains(") T", StringComparison.Ordinal))
                Thread.Yield();
        }
    }

    /// <summary>The victim, then its children.</summary>
    public IReadOnlyList<int> Pids { get; }

    public string Folder { get; }

    public int Pid { get; }

    public string Finish()
    {
        File.WriteAllText(Path.Combine(Folder, "question"), "");
        Signal(Signum.SIGCONT);
        return process.StandardOutput.ReadToEnd().Trim();
    }

    public void Kill()
    {
        if (!process.HasExited)
            Signal(Signum.SIGKILL);
        process.WaitForExit();
        while (Pids.Any(pid => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal)))
            Thread.Yield();
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Signal(Signum signal)
    {
        foreach (var pid in Pids)
            _ = Syscall.kill(pid, signal);
    }
}
