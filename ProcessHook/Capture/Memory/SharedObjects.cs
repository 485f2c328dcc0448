using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Capture.SystemV;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>
/// All memory that mappings of the computation share, known by device and inode. What has a descriptor comes from the inventory of descriptors;
/// the rest is found by its mappings here. The first process that has it leads it. Several may be examined at once.
/// </summary>
internal sealed class SharedObjects : IDisposable
{
    /// <summary>F_SEAL_SEAL: nothing can be sealed.</summary>
    private const int NothingToSeal = 1;

    private readonly Dictionary<FileIdentity, SharedObject> found = [];
    private readonly Dictionary<int, SharedObject> segments = [];
    private readonly Dictionary<FileIdentity, SharedObject> executables = [];
    private readonly List<IDisposable> opened = [];
    private readonly ImageIds ids;
    private readonly UnnamedFiles unnamedFiles;
    private readonly SystemVInventory systemV;
    private readonly Lock turn = new();

    public SharedObjects(ImageIds ids, UnnamedFiles unnamedFiles, SystemVInventory systemV)
    {
        (this.ids, this.unnamedFiles, this.systemV) = (ids, unnamedFiles, systemV);
        foreach (var (keeper, segment) in systemV.DetachedSegments)
            segments.Add(segment.Id, new SharedObject(Describe(keeper, segment), keeper.HostPid, null));
    }

    /// <summary>Everything that one process has to write.</summary>
    public IEnumerable<SharedObject> LedBy(int hostPid)
        => found.Values.Concat(segments.Values).Concat(executables.Values).Where(shared => shared.LeaderHostPid == hostPid)
            .Concat(unnamedFiles.All.Where(file => file.LeaderHostPid == hostPid).Select(file => new SharedObject(file.Record, hostPid, file.Content)));

    /// <summary>The id of the memfd or unlinked file under a mapping, when a descriptor of the computation leads to it.</summary>
    public ulong? FindUnnamed(MemoryArea area) => unnamedFiles.Find(area.Identity)?.Record.Id;

    /// <summary>The id of memory that only its mappings lead to.</summary>
    public ulong FindOrAdd(FrozenMember member, MemoryArea area, SharedMemoryKind kind, string name)
    {
        lock (turn)
        {
            if (!found.TryGetValue(area.Identity, out var shared))
            {
                var record = new SharedMemoryRecord
                {
                    Id = ids.Next(member.Pid), Kind = kind, Name = name, Seals = NothingToSeal, Mode = 0x180, HugePageSizeBytes = HugePageSizeOf(area),
                };
                found.Add(area.Identity, shared = new SharedObject(record, member.HostPid, null));
            }
            shared.Areas.Add((member, area));
            return shared.Record.Id;
        }
    }

    /// <summary>The id of a System V segment; null where it is in another namespace than we have looked into.</summary>
    public ulong? FindOrAddSegment(FrozenMember member, MemoryArea area)
    {
        lock (turn)
        {
            var id = (int)area.Inode;
            if (!segments.TryGetValue(id, out var shared))
            {
                if (!systemV.Segments.TryGetValue(id, out var segment))
                    return null;
                segments.Add(id, shared = new SharedObject(Describe(member, segment) with { HugePageSizeBytes = HugePageSizeOf(area) }, member.HostPid, null));
            }
            shared.Areas.Add((member, area));
            return shared.Record.Id;
        }
    }

    /// <summary>The id of an executable that no path leads to any more.</summary>
    public ulong FindOrAddExecutable(FrozenMember member)
    {
        lock (turn)
        {
            var content = OpenPath.Open($"/proc/{member.LivingTid}/exe", Fcntl.O_RDONLY);
            opened.Add(content);
            var status = FileStatus.Of(content);
            if (executables.TryGetValue(status.Identity, out var known))
                return known.Record.Id;
            var record = new SharedMemoryRecord
            {
                Id = ids.Next(member.Pid), Kind = SharedMemoryKind.Executable, Name = Link.Read($"/proc/{member.LivingTid}/exe"), LengthBytes = (ulong)status.LengthBytes, Seals = NothingToSeal,
                Mode = (int)(status.Mode & 0xfff),
            };
            executables.Add(status.Identity, new SharedObject(record, member.HostPid, content));
            return record.Id;
        }
    }

    /// <summary>The id of a file on a tmpfs, whose content would not outlive the machine; null for files on disks and for those that we may not read.</summary>
    public ulong? FindOrAddNamed(FrozenMember member, MemoryArea area, string reachablePath)
    {
        lock (turn)
        {
            if (found.TryGetValue(area.Identity, out var shared))
                return shared.Record.Id;
            if (FileStatus.OfPath(reachablePath) is not { IsRegular: true })
                return null;
            var content = OpenPath.Open(reachablePath, Fcntl.O_RDONLY);
            opened.Add(content);
            if (!FileSystem.IsTemporary(content))
                return null;
            var status = FileStatus.Of(content);
            var record = new SharedMemoryRecord
            {
                Id = ids.Next(member.Pid), Kind = SharedMemoryKind.NamedFile, Name = area.Name, LengthBytes = (ulong)status.LengthBytes, Seals = NothingToSeal,
                Mode = (int)(status.Mode & 0xfff), HugePageSizeBytes = HugePageSizeOf(area),
            };
            found.Add(area.Identity, new SharedObject(record, member.HostPid, content));
            return record.Id;
        }
    }

    public void Dispose() => opened.ForEach(file => file.Dispose());

    private SharedMemoryRecord Describe(FrozenMember leader, SystemVObject segment) => new()
    {
        Id = ids.Next(leader.Pid), Kind = SharedMemoryKind.SystemV, LengthBytes = (ulong)segment.Size, Seals = NothingToSeal, Mode = segment.Permissions, SystemVId = segment.Id,
        HugePageSizeBytes = segment.HugePageSizeBytes,
        SystemVKey = segment.Key, IsRemoved = segment.IsRemoved, IsLocked = segment.IsLocked, CreatorPid = segment.Pids[0], OwnerUser = segment.OwnerUser, OwnerGroup = segment.OwnerGroup,
    };

    private static ulong HugePageSizeOf(MemoryArea area) => area.HasFlag("ht") ? area.KernelPageSizeBytes : 0;
}
