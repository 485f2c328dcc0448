using System.Diagnostics;
using Mono.Unix.Native;

namespace Entracte.Bench;

/// <summary>A process started by the bench, with its output in a file.</summary>
internal sealed class Child(Process process, string outputFile)
{
    public int Pid => process.Id;

    public string Output => File.Exists(outputFile) ? File.ReadAllText(outputFile) : "";

    public static Child Start(IReadOnlyList<string> command, string outputFile, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Whoever runs the program must be able to open the file again, at a restart.
        File.WriteAllText(outputFile, "");
        File.SetUnixFileMode(outputFile, (UnixFileMode)0b110_110_110);
        // The shell becomes the program: it only opens the files.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec \"$@\" </dev/null >\"$out\" 2>&1", "sh", outputFile, .. command])
        {
            // One that whoever runs the program can enter again, at a restart.
            WorkingDirectory = Path.GetDirectoryName(outputFile),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new Child(Process.Start(start)!, outputFile);
    }

    public void WaitFor(string text)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
            if (process.WaitForExit(1))
                throw new BenchException($"The program ended with status {process.ExitCode}: {Output}");
    }

    public void Await()
    {
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new BenchException($"The program ended with status {process.ExitCode}: {Output}");
    }

    /// <summary>Waits for the end, whatever its status.</summary>
    public void WaitForEnd() => process.WaitForExit();

    public void ThrowIfFailed()
    {
        if (process.HasExited && process.ExitCode != 0)
            throw new BenchException($"The command ended with status {process.ExitCode}: {Output}");
    }

    public void Kill()
    {
        if (!process.HasExited)
            Syscall.kill(Pid, Signum.SIGKILL);
        process.WaitForExit();
    }
}
