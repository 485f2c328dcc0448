using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>
/// Gives a husk the address space of its image. The server goes to a hole that is free before and after, everything else goes, every mapping is made where it
/// was, and its pages are read from the image file, and verified. At the end only the server's area is there besides what the image says.
/// </summary>
internal sealed class MemoryRebuild
{
    private const ulong LowestAddress = 0x1000;
    private const ulong HighestAddress = 0x7ffffffff000;

    private readonly HuskServer husk;
    private readonly ProcessFileReader part;
    private readonly IReadOnlyDictionary<ulong, SafeFileHandle> sharedMemories;
    private readonly IReadOnlyDictionary<ulong, SharedMemoryRecord> segments;
    private readonly BatchRunner runner;
    private readonly int workers;
    private readonly Dictionary<ulong, int> sharedDescriptors = [];

    private MemoryRebuild(
        HuskServer husk, ProcessFileReader part, IReadOnlyDictionary<ulong, SafeFileHandle> sharedMemories, IReadOnlyDictionary<ulong, SharedMemoryRecord> segments, int workers)
    {
        (this.husk, this.part, this.sharedMemories, this.segments, this.workers) = (husk, part, sharedMemories, segments, workers);
        runner = new BatchRunner(husk, husk.Pid);
    }

    private IReadOnlyList<MappingRecord> Mappings => part.Record.Mappings;

    /// <param name="husk">With all its files open.</param>
    /// <param name="part">The image of the process.</param>
    /// <param name="sharedMemories">Shared memory by its id, content in place.</param>
    /// <param name="segments">Shared memory that shmat(2) leads to, content in place.</param>
    /// <param name="workers">How many processors may put pages in their place.</param>
    public static void Run(
        HuskServer husk, ProcessFileReader part, IReadOnlyDictionary<ulong, SafeFileHandle> sharedMemories, IReadOnlyDictionary<ulong, SharedMemoryRecord> segments, int workers)
        => new MemoryRebuild(husk, part, sharedMemories, segments, workers).Run();

    private void Run()
    {
        var kernel = MakeRoom();
        ProtectionKeys.Allocate(runner, part.Record.Process.ProtectionKeys);
        MapAll();
        ForEach(MappingFlags.BeforeContent);
        new PageReader(husk, part, runner, workers).ReadAll();
        InstallGuards();
        ForEach(MappingFlags.AfterContent);
        Name();
        kernel.Place(runner, Mappings);
        runner.Send();
    }

    /// <summary>At the end only the server and, behind it, the kernel's mappings are left.</summary>
    private KernelMappings MakeRoom()
    {
        var areas = MemoryAreas.WithoutDetailsOf(husk.HostPid);
        var threads = RestoringMember.OtherThreadsOf(part.Record).Count();
        var serverBytes = HuskServer.AreaLengthBytesFor(threads);
        var room = serverBytes + KernelMappings.LengthBytesOf(areas);
        var hole = AddressHole.Find([.. areas.Select(area => (area.Start, area.End)), .. Mappings.Select(mapping => (mapping.Address, mapping.Address + mapping.LengthBytes))], room);
        husk.MoveTo(hole, threads);
        var kernel = new KernelMappings(areas, hole + serverBytes);
        kernel.Save(runner);
        runner.Add("emptying the address space", SystemCall.munmap, LowestAddress, hole - LowestAddress);
        runner.Add("emptying the address space", SystemCall.munmap, hole + room, HighestAddress - hole - room);
        return kernel;
    }

    /// <summary>Room that neither the image nor the husk of this moment takes.</summary>
    private ulong FindHole(ulong lengthBytes)
    {
        runner.Send();
        var areas = MemoryAreas.WithoutDetailsOf(husk.HostPid);
        return AddressHole.Find([.. areas.Select(area => (area.Start, area.End)), .. Mappings.Select(mapping => (mapping.Address, mapping.Address + mapping.LengthBytes))], lengthBytes);
    }

    private void MapAll()
    {
        foreach (var mapping in Mappings.Where(mapping => mapping.Kind == MappingKind.Anonymous))
        {
            runner.Begin();
            Map(mapping, -1);
        }
        foreach (var file in Mappings.Where(mapping => mapping.Kind is MappingKind.PrivateFile or MappingKind.SharedFile).GroupBy(mapping => (mapping.ObjectId, IsWritten(mapping))))
            MapFile(part.Record.MappedFiles.Single(record => record.Id == file.Key.ObjectId).Path, file.Key.Item2, [.. file]);
        var sharedMappings = Mappings.Where(mapping => mapping.Kind is MappingKind.SharedMemory or MappingKind.PrivateOfSharedMemory).ToLookup(mapping => segments.ContainsKey(mapping.ObjectId));
        foreach (var shared in sharedMappings[false].GroupBy(mapping => (mapping.ObjectId, IsWritten(mapping))))
            MapShared(shared.Key.ObjectId, shared.Key.Item2, [.. shared]);
        var attachment = new SegmentAttachment(runner, Mappings, FindHole);
        foreach (var pieces in sharedMappings[true].GroupBy(mapping => (mapping.ObjectId, mapping.Address - mapping.OffsetBytes)))
            attachment.Attach(segments[pieces.Key.ObjectId], [.. pieces]);
        foreach (var descriptor in sharedDescriptors.Values)
        {
            runner.Begin();
            runner.Add("closing shared memory", SystemCall.close, descriptor);
        }
    }

    /// <summary>Whether the program had its file open for writing, so that it may make the mapping writable later.</summary>
    private static bool IsWritten(MappingRecord mapping)
        => mapping.Kind is MappingKind.SharedFile or MappingKind.SharedMemory && MappingFlags.MayWrite(mapping);

    private void MapFile(string path, bool isWritten, MappingRecord[] mappings)
    {
        const int MappingsAtOnce = 100;
        foreach (var portion in mappings.Chunk(MappingsAtOnce))
        {
            var batch = runner.Begin(portion.Length + 2, path.Length * 3);
            var opened = runner.Add($"opening {path}", SystemCall.open, batch.AddString(path), (isWritten ? Fcntl.O_RDWR : Fcntl.O_RDONLY) | Fcntl.O_CLOEXEC);
            foreach (var mapping in portion)
                Map(mapping, SyscallArgument.ResultOf(opened));
            runner.Add($"closing {path}", SystemCall.close, SyscallArgument.ResultOf(opened));
        }
    }

    /// <summary>Of a file that was opened for reading only, a second description is made: else a write seal would refuse the mapping, or be refused because of it.</summary>
    private void MapShared(ulong id, bool isWritten, MappingRecord[] mappings)
    {
        if (!sharedDescriptors.TryGetValue(id, out var descriptor))
        {
            runner.Send();
            sharedDescriptors[id] = descriptor = husk.SendDescriptors(sharedMemories[id])[0];
        }
        if (isWritten)
        {
            foreach (var mapping in mappings)
            {
                runner.Begin();
                Map(mapping, descriptor);
            }
        }
        else
        {
            MapFile($"/proc/self/fd/{descriptor}", false, mappings);
        }
    }

    private void Map(MappingRecord mapping, SyscallArgument descriptor)
        => runner.Add(
            $"mapping {mapping.LengthBytes} bytes of {(mapping.Name.Length > 0 ? mapping.Name : "memory")} at 0x{mapping.Address:x}",
            SystemCall.mmap, mapping.Address, mapping.LengthBytes, mapping.Protection, MappingFlags.ForMap(mapping), descriptor, mapping.OffsetBytes);

    private void ForEach(Func<MappingRecord, IEnumerable<int>> advices)
    {
        foreach (var mapping in Mappings.Where(mapping => mapping.Kind != MappingKind.Kernel))
        {
            foreach (var advice in advices(mapping))
            {
                runner.Begin();
                runner.Add($"madvise({advice}) at 0x{mapping.Address:x}", SystemCall.madvise, mapping.Address, mapping.LengthBytes, advice);
            }
        }
    }

    private void InstallGuards()
    {
        foreach (var guards in Mappings.Select(mapping => mapping.Guards))
        {
            for (var index = 0; index + 1 < guards.Length; index += 2)
            {
                runner.Begin();
                runner.Add($"making guard pages at 0x{guards[index]:x}", SystemCall.madvise, guards[index], guards[index + 1], MappingFlags.MADV_GUARD_INSTALL);
            }
        }
    }

    private void Name()
    {
        const string Prefix = "[anon:";
        foreach (var mapping in Mappings.Where(mapping => mapping.Kind == MappingKind.Anonymous && mapping.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var batch = runner.Begin(1, mapping.Name.Length * 3);
            var name = batch.AddString(mapping.Name[Prefix.Length..^1]);
            runner.Add("naming memory", SystemCall.prctl, ProcessControl.PR_SET_VMA, ProcessControl.PR_SET_VMA_ANON_NAME, mapping.Address, mapping.LengthBytes, name);
        }
    }
}
