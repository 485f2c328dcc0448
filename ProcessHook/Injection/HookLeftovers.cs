using System.Globalization;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// What a tracer that died leaves in a process that went home by itself: the hook's area, and perhaps the trampoline in the vdso. Both are harmless; the next
/// visitor takes them away before he comes in earnest, so that no checkpoint sees them.
/// </summary>
public static class HookLeftovers
{
    private const long SYS_munmap = 11;

    /// <summary>How far an area may lie behind the place where hooks prefer theirs.</summary>
    private const ulong PlaceBytes = 1ul << 32;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    /// <summary>Looks, while the process runs, and only if there is something stops it for a moment to take it away.</summary>
    /// <returns>How many areas were unmapped.</returns>
    public static int Remove(TracerThread tracer, int hostPid)
    {
        var living = LivingThread.Find(hostPid) ?? hostPid;
        var areas = FindAreas(living);
        if (areas.Count == 0 && !HasTrampoline(living))
            return 0;
        using var frozen = FrozenProcess.Freeze(tracer, hostPid, StopTime);
        var batch = new SyscallBatch();
        foreach (var area in areas)
            batch.Add(SYS_munmap, area.Address, area.LengthBytes);
        if (!IsSomebodyInside(frozen, areas))
            frozen.Inject().Run(batch).ThrowIfAnyFailed(); // entering and leaving also overwrites and erases a trampoline
        return areas.Count;
    }

    /// <summary>A thread that has not come home yet: it stands in the area, or its stack does.</summary>
    private static bool IsSomebodyInside(FrozenProcess frozen, List<PageRun> areas)
        => frozen.Threads.Any(thread => areas.Any(area => thread.Native.Rip - area.Address < area.LengthBytes || thread.Native.Rsp - area.Address < area.LengthBytes));

    private static bool HasTrampoline(int tid)
    {
        try
        {
            using var memory = new ProcessMemory(tid);
            Span<byte> bytes = stackalloc byte[Trampoline.LengthBytes];
            return TrampolineSite.TailOfVdso(tid, memory, bytes.Length) is not 0 and var site && memory.TryRead(site, bytes) && Trampoline.IsOne(bytes);
        }
        catch (LinuxException)
        {
            return false; // it has ended, or is none of ours, which seizing it will explain
        }
    }

    private static List<PageRun> FindAreas(int tid)
    {
        var found = new List<PageRun>();
        foreach (var line in ReadLines($"/proc/{tid}/maps"))
        {
            // 2e0000000000-2e000002c000 rwxp 00000000 00:00 0
            var dash = line.IndexOf('-');
            var space = line.IndexOf(' ');
            var start = ulong.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber);
            if (start - HookInjector.PreferredAreaStart >= PlaceBytes || !line.AsSpan(space).StartsWith(" rwxp 00000000 00:00 0", StringComparison.Ordinal))
                continue;
            found.Add(new PageRun(start, ulong.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber) - start));
        }
        return found;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // it has ended, or is none of ours, which seizing it will explain
        }
    }
}
