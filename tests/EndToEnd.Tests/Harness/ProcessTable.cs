using System.Globalization;
using System.Text;
using Mono.Unix.Native;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>What /proc says about processes. A zombie counts as gone: it computes nothing, and who reaps it is not our question.</summary>
public static class ProcessTable
{
    public static bool Lives(int pid) => State(pid) is { } state && (state is not ('Z' or 'X') || IsOutlivedByThreads(pid));

    /// <summary>The state letter of proc_pid_stat(5), or null when there is no such process.</summary>
    public static char? State(int pid)
    {
        var text = TryRead($"/proc/{pid}/stat");
        return text is null ? null : text[text.LastIndexOf(')') + 2];
    }

    /// <summary>The same of its last thread, which may have outlived the main thread.</summary>
    public static char? StateOfLastThread(int pid)
        => Directory.Exists($"/proc/{pid}/task") ? State(Directory.GetDirectories($"/proc/{pid}/task").Max(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))) : null;

    /// <summary>The pid in the process's own namespace, or null when there is no such process.</summary>
    public static int? InnermostPid(int pid)
    {
        var line = TryRead($"/proc/{pid}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
        return line is null ? null : int.Parse(line.Split('\t')[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>The first argument and the following ones, separated by spaces.</summary>
    public static string CommandLine(int pid) => (TryRead($"/proc/{pid}/cmdline") ?? "").Replace('\0', ' ').Trim();

    /// <summary>Those of them that Entracte has put in the place of sshd: the parents of what was started through ssh.</summary>
    public static IEnumerable<int> ServingSsh(IEnumerable<int> pids)
        => pids.Where(pid => Lives(pid) && CommandLine(pid).Split(' ') is [var program, "serve", ..] && Path.GetFileName(program).StartsWith("entracte-relay-", StringComparison.Ordinal));

    /// <summary>Whether it is a node agent that lives: neither its fence nor what starts it.</summary>
    public static bool IsAgent(int pid) => Lives(pid) && CommandLine(pid).Split(' ') is var words
        && words.Take(2).Any(word => Path.GetFileName(word) is "entracte-node" or "entracte-node.dll") && !words.Contains("--fence");

    /// <summary>All living processes of this user that have the given entry in their environment.</summary>
    public static List<int> WithEnvironment(string entry)
        => [.. All().Where(pid => Lives(pid) && ("\0" + TryRead($"/proc/{pid}/environ")).Contains("\0" + entry + "\0", StringComparison.Ordinal))];

    public static List<int> Children(int pid)
        => [.. All().Where(candidate => Field(candidate, 4) == pid)];

    public static int ThreadCount(int pid) => Directory.GetDirectories($"/proc/{pid}/task").Length;

    public static void Kill(int pid, Signum signal)
    {
        if (Syscall.kill(pid, signal) != 0 && Stdlib.GetLastError() != Errno.ESRCH)
            throw new HarnessException($"{signal} to process {pid}: {Stdlib.GetLastError()}");
    }

    /// <summary>The main thread alone has ended, pthread_exit(3).</summary>
    private static bool IsOutlivedByThreads(int pid) => Field(pid, 20) > 1;

    private static IEnumerable<int> All()
        => Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0);

    private static int? Field(int pid, int number)
    {
        var text = TryRead($"/proc/{pid}/stat");
        return text is null ? null : int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[number - 3], CultureInfo.InvariantCulture);
    }

    private static string? TryRead(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;        // gone meanwhile, or somebody else's
        }
    }
}
