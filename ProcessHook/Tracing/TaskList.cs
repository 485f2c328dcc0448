using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tracing;

/// <summary>The threads of a process, from <c>/proc/PID/task</c> (proc_pid_task(5)).</summary>
internal static class TaskList
{
    /// <summary>The tids, the main thread's first; empty where there is no such process.</summary>
    public static IReadOnlyList<int> Of(int pid)
    {
        var tids = new List<int>();
        // A process that ended while it was being listed has none.
        return DirectoryEntries.TryReadNumbers($"/proc/{pid}/task", tids) == 0 ? tids : [];
    }

    /// <summary>Whether the thread is gone, or a zombie, which cannot be seized.</summary>
    public static bool HasEnded(int pid, int tid)
    {
        Span<byte> bytes = stackalloc byte[1024];
        var length = SmallFile.TryRead($"/proc/{pid}/task/{tid}/stat", bytes);
        return length <= 0 || bytes[bytes[..length].LastIndexOf((byte)')') + 2] is (byte)'Z' or (byte)'X';
    }

    /// <summary>The letter for its state (proc_pid_stat(5)), of its main thread: D also where it waits in vfork(2). NUL where there is no such process.</summary>
    public static char StateOf(int pid)
    {
        Span<byte> bytes = stackalloc byte[1024];
        var length = SmallFile.TryRead($"/proc/{pid}/stat", bytes);
        return length <= 0 ? '\0' : (char)bytes[bytes[..length].LastIndexOf((byte)')') + 2];
    }

    /// <summary>The parent's pid; 0 where there is no such process.</summary>
    public static int ParentOf(int pid)
    {
        Span<byte> bytes = stackalloc byte[1024];
        var length = SmallFile.TryRead($"/proc/{pid}/stat", bytes);
        if (length <= 0)
            return 0;
        ReadOnlySpan<byte> fields = bytes[(bytes[..length].LastIndexOf((byte)')') + 4)..length]; // past ") S "
        return int.Parse(fields[..fields.IndexOf((byte)' ')]);
    }

    /// <summary>The thread's id in the innermost pid namespace that it lives in: the last of NSpid in its status.</summary>
    public static int TidInNamespace(int pid, int tid)
    {
        Span<byte> bytes = stackalloc byte[4096];
        var path = $"/proc/{pid}/task/{tid}/status";
        var length = SmallFile.TryRead(path, bytes);
        if (length < 0)
            throw new LinuxException("read", -length, path);
        ReadOnlySpan<byte> text = bytes[..length];
        var line = text[(text.IndexOf("\nNSpid:"u8) + 1)..];
        line = line[..line.IndexOf((byte)'\n')];
        return int.Parse(line[(line.LastIndexOf((byte)'\t') + 1)..]);
    }
}
