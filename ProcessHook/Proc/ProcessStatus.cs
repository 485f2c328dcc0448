using System.Globalization;

namespace Entracte.ProcessHook.Proc;

/// <summary>/proc/PID/status (proc_pid_status(5)).</summary>
public sealed class ProcessStatus
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private ProcessStatus(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                values[line[..colon]] = line[(colon + 1)..].Trim();
        }
    }

    public static ProcessStatus Of(int hostPid) => Parse(ProcFile.ReadText($"/proc/{hostPid}/status"));

    public static ProcessStatus OfThread(int hostPid, int hostTid) => Parse(ProcFile.ReadText($"/proc/{hostPid}/task/{hostTid}/status"));

    public static ProcessStatus Parse(string text) => new(text);

    public string Name => values["Name"];

    public char State => values["State"][0];

    /// <summary>The pid in every nested namespace, ours first, its own last.</summary>
    public int[] NamespacePids => Numbers("NSpid");

    /// <summary>The pid, or for a thread the tid, as it sees it itself.</summary>
    public int OwnPid => NamespacePids[^1];

    public int OwnProcessGroup => Numbers("NSpgid")[^1];

    public int OwnSession => Numbers("NSsid")[^1];

    public int FileModeMask => Convert.ToInt32(values["Umask"], 8);

    public int TracerPid => Number("TracerPid");

    public int Threads => Number("Threads");

    /// <summary>Real, effective, saved, file system; as we see them.</summary>
    public uint[] Users => [.. Numbers("Uid").Select(id => (uint)id)];

    public uint[] Groups => [.. values["Gid"].Split('\t').Select(id => uint.Parse(id, CultureInfo.InvariantCulture))];

    public uint[] SupplementaryGroups => [.. values["Groups"].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => uint.Parse(id, CultureInfo.InvariantCulture))];

    /// <summary>Present in memory; 0 for a zombie.</summary>
    public long ResidentBytes
        => values.TryGetValue("VmRSS", out var text) ? long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) * 1024 : 0;

    public bool NoNewPrivileges => Number("NoNewPrivs") != 0;

    /// <summary>0 none, 1 strict, 2 filters.</summary>
    public int Seccomp => values.ContainsKey("Seccomp") ? Number("Seccomp") : 0;

    public ulong Capabilities(string set) => ulong.Parse(values["Cap" + set], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private int Number(string key) => int.Parse(values[key], CultureInfo.InvariantCulture);

    private int[] Numbers(string key)
        => [.. values[key].Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(text => unchecked((int)uint.Parse(text, CultureInfo.InvariantCulture)))];
}
