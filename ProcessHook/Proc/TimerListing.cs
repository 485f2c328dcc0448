using System.Globalization;

namespace Entracte.ProcessHook.Proc;

/// <summary>One POSIX timer of /proc/PID/timers (proc_pid_timers(5)); how much time is left it does not tell.</summary>
/// <param name="Notification">SIGEV_SIGNAL 0, SIGEV_NONE 1, SIGEV_THREAD 2, SIGEV_THREAD_ID 4.</param>
/// <param name="NotifiedTid">For SIGEV_THREAD_ID the tid in the timer owner's namespace, else the pid.</param>
public sealed record TimerListing(int Id, int Signal, ulong Value, int Notification, int NotifiedTid, int Clock)
{
    public static IReadOnlyList<TimerListing> Of(int hostPid) => Parse(ProcFile.ReadText($"/proc/{hostPid}/timers"));

    /// <summary>Four lines a timer: <c>ID: 1</c>, <c>signal: 60/00007fff86e452a8</c>, <c>notify: signal/pid.2634</c>, <c>ClockID: 0</c>.</summary>
    public static IReadOnlyList<TimerListing> Parse(string text)
    {
        var timers = new List<TimerListing>();
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var line = 0; line + 3 < lines.Length; line += 4)
        {
            var signal = ValueOf(lines[line + 1]).Split('/');
            var notify = ValueOf(lines[line + 2]).Split('/', '.');
            timers.Add(new TimerListing(
                int.Parse(ValueOf(lines[line]), CultureInfo.InvariantCulture),
                int.Parse(signal[0], CultureInfo.InvariantCulture),
                ulong.Parse(signal[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                NotificationOf(notify[0], notify[1]),
                int.Parse(notify[2], CultureInfo.InvariantCulture),
                int.Parse(ValueOf(lines[line + 3]), CultureInfo.InvariantCulture)));
        }
        return timers;
    }

    private static string ValueOf(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];

    // fs/proc/base.c, show_timer: the way of notification, and "tid" where SIGEV_THREAD_ID is added to it.
    private static int NotificationOf(string way, string whom) => (whom == "tid" ? 4 : 0) | way switch
    {
        "signal" => 0,
        "none" => 1,
        "thread" => 2,
        _ => throw new FormatException($"/proc/PID/timers: unknown way of notification \"{way}\""),
    };
}
