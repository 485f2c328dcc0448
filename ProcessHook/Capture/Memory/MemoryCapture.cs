using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Decides for each mapping of a process what lies under it and what of it is stored.</summary>
internal sealed class MemoryCapture
{
    private readonly FrozenMember member;
    private readonly SharedObjects sharedObjects;
    private readonly List<Obstacle> obstacles;
    private readonly StoredPages pages;
    private readonly MappedFiles files;
    private readonly List<PageRun> hidden;

    private MemoryCapture(FrozenMember member, SharedObjects sharedObjects, ImageIds ids, List<Obstacle> obstacles)
    {
        (this.member, this.sharedObjects, this.obstacles) = (member, sharedObjects, obstacles);
        pages = StoredPages.Plan(member.Areas, member.OwnPages);
        files = new MappedFiles(member.LivingTid, member.Pid, ids);
        hidden = [.. pages.Hidden];
    }

    public static MemoryInventory Take(FrozenMember member, SharedObjects sharedObjects, ImageIds ids, List<Obstacle> obstacles)
    {
        var capture = new MemoryCapture(member, sharedObjects, ids, obstacles);
        var mappings = member.Areas.Where(area => area.Name != "[vsyscall]").Select(capture.Describe).OfType<MappingRecord>().ToArray();
        return new MemoryInventory(mappings, capture.files, capture.pages.Readable, capture.hidden);
    }

    /// <summary>What the mappings alone tell; nothing has to be inside for that.</summary>
    public static IEnumerable<Obstacle> ObstaclesIn(IEnumerable<MemoryArea> areas, int pid) => areas.Select(area => ObstacleIn(area, pid)).OfType<Obstacle>();

    private static Obstacle? ObstacleIn(MemoryArea area, int pid) => AreaKinds.WhyNot(area) is { } reason
        ? new Obstacle(pid, null, $"It {reason}.", "This cannot be brought back by a restart; run the program without it.")
        : null;

    private MappingRecord? Describe(MemoryArea area)
    {
        if (ObstacleIn(area, member.Pid) is { } obstacle)
        {
            obstacles.Add(obstacle);
            return null;
        }
        var (kind, id) = FindKind(area);
        return new MappingRecord
        {
            Address = area.Start, LengthBytes = area.LengthBytes, Kind = kind, Protection = area.Protection, ObjectId = id, Flags = area.Flags, Name = area.Name,
            OffsetBytes = kind == MappingKind.Anonymous ? 0 : area.OffsetBytes, Guards = pages.Guards.GetValueOrDefault(area.Start, []),
            HugePageSizeBytes = area.HasFlag("ht") ? area.KernelPageSizeBytes : 0, ProtectionKey = area.ProtectionKey,
        };
    }

    private (MappingKind Kind, ulong Id) FindKind(MemoryArea area)
    {
        if (AreaKinds.IsKernels(area))
            return (MappingKind.Kernel, 0);
        if (AreaKinds.IsAnonymous(area))
            return (MappingKind.Anonymous, 0);
        if (sharedObjects.FindUnnamed(area) is { } unnamed)
            return (area.IsShared ? MappingKind.SharedMemory : MappingKind.PrivateOfSharedMemory, unnamed);
        if (!area.IsShared && area.IsDeleted)
            return WithoutFile(area);
        if (area.IsShared && FindShared(area) is { } shared)
            return (MappingKind.SharedMemory, shared);
        if (files.Find(area.Name, isWritten: area.IsShared && area.HasFlag("mw")) is { } file)
            return (area.IsShared ? MappingKind.SharedFile : MappingKind.PrivateFile, file);
        obstacles.Add(new Obstacle(member.Pid, null, $"It has mapped {area.Name}, and no such file can be reached any more.", "Put the file back where it was, or restart the program."));
        return (MappingKind.PrivateFile, 0);
    }

    private ulong? FindShared(MemoryArea area)
    {
        if (AreaKinds.IsSystemV(area))
            return sharedObjects.FindOrAddSegment(member, area);
        if (AreaKinds.IsSharedAnonymous(area))
            return sharedObjects.FindOrAdd(member, area, SharedMemoryKind.Anonymous, "");
        if (AreaKinds.IsMemoryFile(area))
            return sharedObjects.FindOrAdd(member, area, SharedMemoryKind.MemoryFile, area.Name["/memfd:".Length..]);
        if (area.IsDeleted)
            return sharedObjects.FindOrAdd(member, area, SharedMemoryKind.UnlinkedFile, area.Name);
        return area.HasFlag("mw") ? sharedObjects.FindOrAddNamed(member, area, files.ReachablePath(area.Name)) : null;
    }

    /// <summary>A file that lost its name, as a library does when it is upgraded: its content is kept as if it were the process's own.</summary>
    private (MappingKind Kind, ulong Id) WithoutFile(MemoryArea area)
    {
        var from = area.Start;
        foreach (var page in member.OwnPages.Where(page => page.Start < area.End && page.End > area.Start))
        {
            if (page.Start > from)
                hidden.Add(new PageRun(from, page.Start - from));
            from = Math.Max(from, page.End);
        }
        if (from < area.End)
            hidden.Add(new PageRun(from, area.End - from));
        return (MappingKind.Anonymous, 0);
    }
}
