using System.Diagnostics;
using Entracte.ProcessHook.Proc;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests;

/// <summary>
/// A victim that has said "ready" and runs, in a directory of its own; killed and removed at the end. It is a child of a shell: the Process class takes a tracee's
/// stop for its end, so nothing that it has started itself can be traced by the same program.
/// </summary>
internal sealed class RunningVictim : IDisposable
{
    private readonly Process process;
    private readonly string folder = Directory.CreateTempSubdirectory("entracte-hook-").FullName;

    public RunningVictim(string name, params string[] arguments)
    {
        const string Script = """sh -c 'echo $$; exec "$0" "$@"' "$0" "$@" <&0 & wait""";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, VictimPrograms.PathOf(name), Question, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        process = Forks.Start(start);
        Pid = int.Parse(process.StandardOutput.ReadLine()!);
        if (process.StandardOutput.ReadLine() is not "ready" and var line)
            throw new InvalidOperationException($"{name} said {line}");
    }

    public int Pid { get; }

    /// <summary>The state letter of proc_pid_stat(5).</summary>
    public char State => StateOf(Pid);

    public static char StateOf(int pid) => ProcessStat.Of(pid).State;

    /// <summary>The pids of the children of its main thread.</summary>
    public IReadOnlyList<int> Children => [.. File.ReadAllText($"/proc/{Pid}/task/{Pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    private string Question => Path.Combine(folder, "question");

    /// <summary>Asks for its verdict: "pass", or "fail" and why.</summary>
    public string Ask()
    {
        File.WriteAllText(Question, "");
        return process.StandardOutput.ReadToEnd().Trim();
    }

    /// <summary>Makes the file of that name beside the question.</summary>
    public void MakeBeside(string name) => File.WriteAllText($"{Question}.{name}", "");

    public void Signal(Signum signal) => Syscall.kill(Pid, signal);

    public void WaitForState(char state) => SpinWait.SpinUntil(() => State == state);

    public void Dispose()
    {
        if (!process.HasExited) // the shell outlives the victim
            Signal(Signum.SIGKILL);
        process.WaitForExit();
        // These stay open when the process is disposed of, because they have been used.
        process.StandardInput.Dispose();
        process.StandardOutput.Dispose();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
