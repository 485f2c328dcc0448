using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Tells by its name what lies under a mapping (proc_pid_maps(5); the names are given in mm/shmem.c, mm/memfd.c, ipc/shm.c and fs/proc/task_mmu.c).</summary>
internal static class AreaKinds
{
    public static bool IsKernels(MemoryArea area) => area.Name is "[vdso]" or "[vvar]" or "[vvar_vclock]" or "[vsyscall]";

    public static bool IsVdso(MemoryArea area) => area.Name == "[vdso]";

    /// <summary>Shared anonymous memory, of mmap(2) with MAP_SHARED|MAP_ANONYMOUS.</summary>
    public static bool IsSharedAnonymous(MemoryArea area)
        => (area.Name == "/dev/zero" && area.IsDeleted) || area.Name.StartsWith("[anon_shmem:", StringComparison.Ordinal) || (IsHugeAnonymous(area) && area.IsShared);

    /// <summary>Anonymous memory of huge pages has a file inside the kernel.</summary>
    public static bool IsHugeAnonymous(MemoryArea area) => area.Name == "/anon_hugepage" && area.IsDeleted;

    public static bool IsMemoryFile(MemoryArea area) => area.IsDeleted && area.Name.StartsWith("/memfd:", StringComparison.Ordinal);

    public static bool IsSystemV(MemoryArea area) => area.IsDeleted && area.Name.StartsWith("/SYSV", StringComparison.Ordinal);

    public static bool IsAnonymous(MemoryArea area) => area.Inode == 0 || (IsHugeAnonymous(area) && !area.IsShared);

    /// <summary>What a mapping may be of that no restart could bring back; null where there is nothing to say against it.</summary>
    public static string? WhyNot(MemoryArea area)
    {
        if (area.Name.Contains("[io_uring]", StringComparison.Ordinal))
            return "uses io_uring";
        if (area.Name.Contains("[perf_event]", StringComparison.Ordinal))
            return "counts performance events";
        if (area.Name == "/[aio]")
            return "uses asynchronous input/output (io_setup)";
        if (area.Name == "/secretmem" && area.IsDeleted)
            return "maps secret memory (memfd_secret)";
        if (area.Name == "[uprobes]")
            return "is being traced by uprobes";
        if (area.HasFlag("um") || area.HasFlag("uw") || area.HasFlag("ui"))
            return "handles page faults by userfaultfd";
        if (area.HasFlag("ss"))
            return "uses a shadow stack";
        if ((area.HasFlag("io") || area.HasFlag("pf")) && !IsKernels(area))
            return $"maps the memory of a device ({area.Name})";
        if (area.Inode != 0 && !area.Name.StartsWith('/') && !IsSharedAnonymous(area))
            return $"maps {area.Name}";
        return null;
    }
}
