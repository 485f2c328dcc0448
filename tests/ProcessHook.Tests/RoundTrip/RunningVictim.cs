using System.Diagnostics;
using System.Globalization;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.Victims;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Tests.RoundTrip;

/// <summary>
/// A victim that runs, in a directory of its own, with its answers in a file, so that they survive it. It is nobody's child: whoever is both the parent
/// and the tracer of a process sees other things than a node agent does.
/// </summary>
internal sealed class RunningVictim : IDisposable
{
    private const string StartInBackground = "\"$@\" > answers 2>&1 < /dev/null & echo $!";
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);
    private readonly ulong startTime;

    public RunningVictim(string name, params string[] arguments)
    {
        Folder = Directory.CreateTempSubdirectory("entracte-roundtrip-").FullName;
        var start = new ProcessStartInfo("/bin/sh", ["-c", StartInBackground, "sh", VictimPrograms.PathOf(name), Question, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        };
        start.Environment["ENTRACTE_COMPUTATION"] = Folder;
        using var shell = Forks.Start(start);
        // A process that is disposed of leaves the streams open that have been used, and a user has no end of pipes (pipe(7), pipe-user-pages-soft).
        using var output = shell.StandardOutput;
        Pid = int.Parse(output.ReadLine()!, CultureInfo.InvariantCulture);
        shell.WaitForExit();
        startTime = StatOf(Pid)?.StartTime ?? 0;
        Await("ready");
    }

    public string Folder { get; }

    public int Pid { get; }

    /// <summary>What all its descendants have in their environment, wherever they have gone.</summary>
    public string Mark => $"ENTRACTE_COMPUTATION={Folder}";

    private string Question => Path.Combine(Folder, "question");

    private string Answers => File.Exists(Path.Combine(Folder, "answers")) ? File.ReadAllText(Path.Combine(Folder, "answers")) : "";

    // The pid alone may be another process's by now, or a thread's; and whoever is init collects its orphans when it likes, if the next one does not die soon perhaps never.
    private bool Lives
    {
        get
        {
            var stat = StatOf(Pid);
            return stat is not null && stat.StartTime == startTime && LivingThread.Find(Pid) is not null;
        }
    }

    private static ProcessStat? StatOf(int pid)
    {
        try
        {
            return ProcessStat.Of(pid);
        }
        catch (LinuxException)
        {
            return null; // it has ended
        }
    }

    /// <summary>Asks whether its world is still what it was.</summary>
    public string Ask()
    {
        File.WriteAllText(Question, "");
        var seen = Stopwatch.StartNew();
        while (!Answers.Contains("pass", StringComparison.Ordinal) && !Answers.Contains("fail", StringComparison.Ordinal))
        {
            if (seen.Elapsed > AnswerTime)
                return $"no answer; so far: {Answers}";
            Thread.Sleep(2);
        }
        return Answers.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
    }

    /// <summary>Waits until it has ended; somebody may still have to collect it.</summary>
    public void AwaitDeath()
    {
        while (Lives)
            Thread.Sleep(2);
    }

    public void Dispose()
    {
        if (Lives)
            _ = Syscall.kill(Pid, Signum.SIGKILL);
        AwaitDeath();
        Directory.Delete(Folder, recursive: true);
    }

    private void Await(string word)
    {
        while (!Answers.Contains(word, StringComparison.Ordinal))
        {
            if (!Lives)
                throw new InvalidOperationException($"the victim ended: {Answers}");
            Thread.Sleep(2);
        }
    }
}
