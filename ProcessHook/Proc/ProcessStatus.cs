using System.Globalization;

namespace Entracte.ProcessHook.Proc;

/// <summary>/proc/PID/status (proc_pid_status(5)).</summary>
public sealed class ProcessStatus
{
    private readonly string text;

    private ProcessStatus(string text) => this.text = $"\n{text}\n";

    public static ProcessStatus Of(int hostPid) => Parse(ProcFile.ReadText($"/proc/{hostPid}/status"));

    public static ProcessStatus Parse(string text) => new(text);

    public string Name => Text("Name");

    public char State => Text("State")[0];

    /// <summary>The pid in every nested namespace, ours first, its own last.</summary>
    public int[] NamespacePids => Numbers("NSpid");

    /// <summary>The pid of the process as it sees it itself, also where this is of one of its threads.</summary>
    public int OwnPid => Numbers("NStgid")[^1];

    public int OwnProcessGroup => Numbers("NSpgid")[^1];

    public int OwnSession => Numbers("NSsid")[^1];

    public int FileModeMask => Convert.ToInt32(Text("Umask"), 8);

    public int TracerPid => Number("TracerPid");

    public int Threads => Number("Threads");

    /// <summary>Real, effective, saved, file system; as we see them.</summary>
    public uint[] Users => [.. Numbers("Uid").Select(id => (uint)id)];

    public uint[] Groups => [.. Text("Gid").Split('\t').Select(id => uint.Parse(id, CultureInfo.InvariantCulture))];

    public uint[] SupplementaryGroups => [.. Text("Groups").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => uint.Parse(id, CultureInfo.InvariantCulture))];

    /// <summary>Present in memory; 0 for a zombie.</summary>
    public long ResidentBytes => SizeBytes("VmRSS");

    /// <summary>Of that, pages of no file, or that a private mapping has changed; 0 for a zombie. The kernel's count is an approximate one.</summary>
    public long AnonymousBytes => SizeBytes("RssAnon");

    /// <summary>In mappings that are locked (mlock(2)).</summary>
    public long LockedBytes => SizeBytes("VmLck");

    /// <summary>What a thread may ask of the kernel, found without the rest of what its file says: 0 all, 1 next to nothing, 2 what its filters let pass.</summary>
    public static int SeccompOf(int hostTid) => ProcFile.Read($"/proc/{hostTid}/status", static text =>
    {
        var found = text.IndexOf("\nSeccomp:\t"u8);
        return found < 0 ? 0 : text[found + 10] - '0';
    });

    /// <summary>That wait for the process as a whole; signal n is bit n-1.</summary>
    public ulong PendingSignals => ulong.Parse(Text("ShdPnd"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public ulong Capabilities(string set) => ulong.Parse(Text("Cap" + set), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private string Text(string key) => Find(key) ?? throw new FormatException($"/proc/PID/status has no line {key}");

    /// <summary>Sought when it is asked for: of some sixty lines a few are.</summary>
    private string? Find(string key)
    {
        var start = text.IndexOf($"\n{key}:", StringComparison.Ordinal) + 1;
        return start == 0 ? null : text[(start + key.Length + 1)..text.IndexOf('\n', start)].Trim();
    }

    private long SizeBytes(string key) => Find(key) is { } size ? long.Parse(size.Split(' ')[0], CultureInfo.InvariantCulture) * 1024 : 0;

    private int Number(string key) => int.Parse(Text(key), CultureInfo.InvariantCulture);

    private int[] Numbers(string key)
        => [.. Text(key).Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(number => unchecked((int)uint.Parse(number, CultureInfo.InvariantCulture)))];
}
