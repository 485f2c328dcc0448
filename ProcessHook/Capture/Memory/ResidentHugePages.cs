using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>
/// Which pages of shared hugetlb memory exist. mincore(2) tells only those that the process asked has touched itself, and a look at others makes them. But userfaultfd(2) maps
/// a page for a process on demand (UFFDIO_CONTINUE, include/uapi/linux/userfaultfd.h), and refuses where the memory has none.
/// </summary>
internal static class ResidentHugePages
{
    private const int PagesPerCall = 200;
    private const int EFAULT = 14;
    private const int UserModeOnlyCloseOnExec = 0x80001;
    private const ulong UFFD_API = 0xAA;
    private const ulong UFFD_FEATURE_MINOR_HUGETLBFS = 1 << 9;
    private const ulong UFFDIO_REGISTER_MODE_MINOR = 4;
    private const ulong UFFDIO_CONTINUE_MODE_DONTWAKE = 1;
    private const ulong UFFDIO_API = 0xC018AA3F;
    private const ulong UFFDIO_REGISTER = 0xC020AA00;
    private const ulong UFFDIO_UNREGISTER = 0x8010AA01;
    private const ulong UFFDIO_CONTINUE = 0xC020AA07;

    /// <param name="server">In a process that has the area.</param>
    /// <param name="area">Shared, of <see cref="MemoryArea.KernelPageSizeBytes"/> each.</param>
    public static IReadOnlyList<PageRun> Of(ISyscallServer server, MemoryArea area)
    {
        var runs = new List<PageRun>();
        var portionBytes = PagesPerCall * area.KernelPageSizeBytes;
        for (var start = area.Start; start < area.End; start += portionBytes)
            Append(runs, server, start, Math.Min(portionBytes, area.End - start), area.KernelPageSizeBytes);
        return runs;
    }

    /// <summary>All in one batch, which the hook ends whoever dies: nothing of it stays in the program.</summary>
    private static void Append(List<PageRun> runs, ISyscallServer server, ulong start, ulong lengthBytes, ulong pageBytes)
    {
        var batch = new SyscallBatch();
        var made = batch.Add(SystemCall.userfaultfd, UserModeOnlyCloseOnExec);
        var faults = SyscallArgument.ResultOf(made);
        batch.Add(SystemCall.ioctl, faults, UFFDIO_API, batch.AddNumbers(UFFD_API, UFFD_FEATURE_MINOR_HUGETLBFS, 0));
        var registered = batch.Add(SystemCall.ioctl, faults, UFFDIO_REGISTER, batch.AddNumbers(start, lengthBytes, UFFDIO_REGISTER_MODE_MINOR, 0));
        var first = registered + 1;
        for (var at = start; at < start + lengthBytes; at += pageBytes)
            batch.Add(SystemCall.ioctl, faults, UFFDIO_CONTINUE, batch.AddNumbers(at, pageBytes, UFFDIO_CONTINUE_MODE_DONTWAKE, 0));
        batch.Add(SystemCall.ioctl, faults, UFFDIO_UNREGISTER, batch.AddNumbers(start, lengthBytes));
        batch.Add(SystemCall.close, faults);
        var reply = server.Run(batch);
        // Where userfaultfd is forbidden, or the mapping may not be written, all are taken: those that were missing are made by that, out of what the mapping has reserved.
        var isTold = reply.Raw(registered) == 0;
        for (var at = start; at < start + lengthBytes; at += pageBytes)
        {
            if (isTold && reply.Raw(first + (int)((at - start) / pageBytes)) == -EFAULT)
                continue;
            if (runs is [.., var last] && last.Address + last.LengthBytes == at)
                runs[^1] = last with { LengthBytes = last.LengthBytes + pageBytes };
            else
                runs.Add(new PageRun(at, pageBytes));
        }
    }
}
