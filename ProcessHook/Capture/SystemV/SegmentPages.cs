using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>The pages of a segment that nobody has attached. Only a mapping tells their size, so it is attached for a moment, where the machine has any huge pages at all.</summary>
internal static class SegmentPages
{
    private const string Sizes = "/sys/kernel/mm/hugepages";

    public static SystemVObject Find(FrozenMember keeper, SystemVObject segment)
    {
        if (!Directory.Exists(Sizes) || Directory.EnumerateDirectories(Sizes).All(size => File.ReadAllText($"{size}/nr_hugepages").Trim() == "0"))
            return segment;
        var attaching = new SyscallBatch();
        attaching.Add(SystemCall.shmat, segment.Id, 0, 0);
        // Who may not, or not write: then the pages are ordinary ones for us.
        var start = keeper.Hook.Run(attaching).Raw(0);
        if (start is >= -4095 and < 0)
            return segment;
        try
        {
            var area = MemoryAreas.Of(keeper.LivingTid).Single(area => area.Start == (ulong)start);
            return segment with { HugePageSizeBytes = area.HasFlag("ht") ? area.KernelPageSizeBytes : 0 };
        }
        finally
        {
            var detaching = new SyscallBatch();
            detaching.Add(SystemCall.shmdt, start);
            keeper.Hook.Run(detaching).ThrowIfAnyFailed();
        }
    }
}
