using System.Globalization;

namespace Entracte.ProcessHook.Proc;

/// <summary>/proc/PID/stat (proc_pid_stat(5)): fields by their number in the manual, from 1.</summary>
public sealed class ProcessStat
{
    private readonly string[] afterName;

    private ProcessStat(string text)
    {
        // The name is in parentheses and may itself contain parentheses and spaces: the last one closes it.
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.LastIndexOf(')');
        Name = text[(open + 1)..close];
        afterName = text[(close + 2)..].TrimEnd('\n').Split(' ');
    }

    public static ProcessStat Of(int hostPid) => Parse(ProcFile.ReadName($"/proc/{hostPid}/stat"));

    /// <summary>What tells of threads is here of one alone: its state, and the status with which it ended.</summary>
    public static ProcessStat OfThread(int hostPid, int hostTid) => Parse(ProcFile.ReadName($"/proc/{hostPid}/task/{hostTid}/stat"));

    public static ProcessStat Parse(string text) => new(text);

    public string Name { get; }

    /// <summary>R, S, D, T, t, Z, X, I.</summary>
    public char State => Text(3)[0];

    public int ParentHostPid => (int)Signed(4);

    public int HostProcessGroup => (int)Signed(5);

    public int HostSession => (int)Signed(6);

    public int ControllingTerminal => (int)Signed(7);

    /// <summary>The foreground group of its controlling terminal.</summary>
    public int HostForegroundGroup => (int)Signed(8);

    public int Threads => (int)Signed(20);

    /// <summary>In clock ticks since the machine's boot, whatever time namespace we are in (time_namespaces(7)); with the pid it names a process for good.</summary>
    public ulong StartTime => Unsigned(22) - (ulong)(TimeOffsets.Own.BootTimeNanoseconds / TimeOffsets.NanosecondsPerTick);

    public ulong StartCode => Unsigned(26);

    public ulong EndCode => Unsigned(27);

    public ulong StartStack => Unsigned(28);

    public int ExitSignal => (int)Signed(38);

    public ulong StartData => Unsigned(45);

    public ulong EndData => Unsigned(46);

    public ulong StartBreak => Unsigned(47);

    public ulong ArgumentsStart => Unsigned(48);

    public ulong ArgumentsEnd => Unsigned(49);

    public ulong EnvironmentStart => Unsigned(50);

    public ulong EnvironmentEnd => Unsigned(51);

    /// <summary>Of a zombie, as wait(2) reports it.</summary>
    public int ExitStatus => (int)Signed(52);

    private string Text(int field) => afterName[field - 3];

    private long Signed(int field) => long.Parse(Text(field), CultureInfo.InvariantCulture);

    private ulong Unsigned(int field) => ulong.Parse(Text(field), CultureInfo.InvariantCulture);
}
