using System.Buffers;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Brings the bytes of a suspended process into its file. What the process can read, the hook writes from within, in few large calls.</summary>
/// <param name="member">The process.</param>
/// <param name="file">Where they go.</param>
/// <param name="mayWriteItself">Whether the hook may: its calls are the process's own for the kernel.</param>
/// <param name="isAlone">Whether another processor has nothing else to do.</param>
/// <param name="staging">Shared with the other members.</param>
internal sealed class MemoryWriter(FrozenMember member, ProcessFileWriter file, bool mayWriteItself, bool isAlone, StagingMemory? staging)
{
    private const int PieceBytes = 1 << 20;
    private const int HiddenPieceBytes = 1 << 18;
    private const int PageBytes = 4096;
    private const int EINVAL = 22;
    private const int EIDRM = 43;

    public void WriteOwnPages(MemoryInventory inventory)
    {
        var lengthBytes = (long)PageRuns.LengthBytesOf(inventory.Readable);
        if (staging is null || !file.TakesRawPages || !(TryStage(inventory.Readable, lengthBytes, staging) || TryWriteInHalves(inventory.Readable, lengthBytes, staging)))
            WriteThroughHook(0, inventory.Readable, static address => address);
        foreach (var run in inventory.Hidden)
            CopyAsDebugger(member.LivingTid, 0, run, run.Address);
    }

    /// <summary>The same, packed, which costs more time than it saves unless the disk is slow.</summary>
    public void WriteOwnPagesCompressed(MemoryInventory inventory)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        foreach (var run in inventory.Readable)
        {
            for (var done = 0UL; done < run.LengthBytes; done += PieceBytes)
            {
                var bytes = piece.AsSpan(0, (int)Math.Min(PieceBytes, run.LengthBytes - done));
                ProcessVm.Read(member.LivingTid, run.Address + done, bytes);
                file.AppendCompressed(0, run.Address + done, bytes);
            }
        }
        ArrayPool<byte>.Shared.Return(piece);
        foreach (var run in inventory.Hidden)
            CopyAsDebugger(member.LivingTid, 0, run, run.Address);
    }

    public void WriteShared(SharedObject shared)
    {
        if (shared is { Content: { } huge, Record.HugePageSizeBytes: > 0 })
            CopyHugeFile(shared.Record.Id, huge);
        else if (shared.Content is { } content)
            CopyFile(shared.Record.Id, content);
        else if (shared.Record.Kind == SharedMemoryKind.SystemV && !shared.IsCovered)
            WriteAttached(shared.Record);
        else
            WriteSharedAreas(shared);
    }

    /// <summary>A segment, or a part of one, that nobody has in his address space: it is attached for the moment, where it is in nobody's way.</summary>
    private void WriteAttached(SharedMemoryRecord segment)
    {
        const int SHM_RDONLY = 0x1000;
        var isHuge = segment.HugePageSizeBytes > 0;
        var attaching = new SyscallBatch();
        attaching.Add(SystemCall.shmat, segment.SystemVId, 0, isHuge ? 0 : SHM_RDONLY); // of huge pages only who may write is told which there are
        var reply = member.Hook.Run(attaching);
        // Removed since the inventory, while all members stand still: by somebody outside, whose it must have been. It comes back empty.
        if (reply.Raw(0) is -EINVAL or -EIDRM)
            return;
        var start = (ulong)reply.Result(0);
        try
        {
            // Looked up, because only the kernel knows how long the mapping has become.
            var attached = MemoryAreas.WithoutDetailsOf(member.LivingTid).Single(area => area.Start == start);
            WriteSharedArea(segment.Id, member, isHuge ? attached with { Flags = "ht", KernelPageSizeBytes = segment.HugePageSizeBytes } : attached);
        }
        finally
        {
            // Where this does not come to it, the hook detaches it on its way home.
            var detaching = new SyscallBatch();
            detaching.Add(SystemCall.shmdt, start);
            member.Hook.Run(detaching).ThrowIfAnyFailed();
        }
    }

    private void WriteSharedAreas(SharedObject shared)
    {
        // Mappings may show the same pages twice.
        var written = 0UL;
        foreach (var (holder, area) in shared.Areas.OrderBy(item => item.Area.OffsetBytes))
        {
            var seen = Math.Min(area.LengthBytes, written > area.OffsetBytes ? written - area.OffsetBytes : 0);
            if (seen < area.LengthBytes)
                WriteUnguarded(shared.Record.Id, holder, area with { Start = area.Start + seen, OffsetBytes = area.OffsetBytes + seen });
            written = Math.Max(written, area.OffsetBytes + area.LengthBytes);
        }
    }

    /// <summary>Nobody reads what lies below guard pages, not even a debugger; but they belong to the mapping, and a second one has none (mremap(2) with an old size of zero).</summary>
    private void WriteUnguarded(ulong id, FrozenMember holder, MemoryArea area)
    {
        const int MREMAP_MAYMOVE = 1;
        if (!holder.OwnPages.Any(page => (page.Categories & PageMap.PAGE_IS_GUARD) != 0 && page.Start < area.End && page.End > area.Start))
        {
            WriteSharedArea(id, holder, area);
            return;
        }
        var mapping = new SyscallBatch();
        mapping.Add(SystemCall.mremap, area.Start, 0, area.LengthBytes, MREMAP_MAYMOVE);
        var start = (ulong)holder.Hook.Run(mapping).ThrowIfAnyFailed().Result(0);
        try
        {
            WriteSharedArea(id, holder, area with { Start = start, End = start + area.LengthBytes });
        }
        finally
        {
            // Where this does not come to it, the hook unmaps it on its way home.
            var unmapping = new SyscallBatch();
            unmapping.Add(SystemCall.munmap, start, area.LengthBytes);
            holder.Hook.Run(unmapping).ThrowIfAnyFailed();
        }
    }

    /// <summary>Shared memory without a file that could be asked: mincore(2) tells which of its pages there are, also those that this process never touched.</summary>
    private void WriteSharedArea(ulong id, FrozenMember holder, MemoryArea area)
    {
        var runs = area.HasFlag("ht") ? ResidentHugePages.Of(holder.Hook, area) : ResidentPages.Of(holder.Hook, area);
        if (holder == member && StoredPages.IsReadable(area))
            WriteThroughHook(id, runs, address => address - area.Start + area.OffsetBytes);
        else
            foreach (var run in runs)
                CopyAsDebugger(holder.LivingTid, id, run, run.Address - area.Start + area.OffsetBytes);
    }

    /// <summary>What was only copied; null when there is nothing.</summary>
    public StagedPages? Staged { get; private set; }

    private bool TryStage(IReadOnlyList<PageRun> runs, long lengthBytes, StagingMemory memory)
    {
        var isSmall = lengthBytes <= StagingMemory.SmallBytesMost;
        if (lengthBytes == 0 || !(isSmall || isAlone) || memory.TryReserve(lengthBytes) is not { } start)
            return false;
        Staged = new StagedPages(memory, start, lengthBytes, ReserveFor(0, runs, static address => address));
        if (isSmall)
        {
            memory.Copy(member.LivingTid, runs, start);
        }
        else
        {
            var (first, last) = PageRuns.Split(runs, HalfOf(lengthBytes));
            SideBySide.Run(
                isLong: true,
                () => memory.Copy(member.LivingTid, first, start),
                () => memory.Copy(member.LivingTid, last, start + (long)PageRuns.LengthBytesOf(first)));
        }
        return true;
    }

    private static ulong HalfOf(long lengthBytes) => (ulong)(lengthBytes / 2 & ~(PageBytes - 1L));

    private bool TryWriteInHalves(IReadOnlyList<PageRun> runs, long lengthBytes, StagingMemory memory)
    {
        var half = Math.Min(memory.LengthBytes, (long)HalfOf(lengthBytes));
        if (lengthBytes <= StagingMemory.SmallBytesMost || !isAlone || !mayWriteItself || memory.TryReserve(half) is not { } start)
            return false;
        var (here, staged) = PageRuns.Split(runs, (ulong)half);
        var hook = ReserveFor(0, here, static address => address);
        Staged = new StagedPages(memory, start, half, ReserveFor(0, staged, static address => address));
        // Copied by the thread that has nothing else to do than to wait for the hook: another one would first have to wake up. If it is done first, it sums up what the hook has written.
        var isCopied = false;
        LetHookWrite(hook, here, () =>
        {
            if (isCopied)
                return file.SumUpNext();
            memory.Copy(member.LivingTid, staged, start);
            return isCopied = true;
        });
        return true;
    }

    private void WriteThroughHook(ulong id, IReadOnlyList<PageRun> runs, Func<ulong, ulong> position)
    {
        if (runs.Count == 0)
            return;
        if (!mayWriteItself || !file.TakesRawPages)
        {
            foreach (var run in runs)
                CopyAsDebugger(member.LivingTid, id, run, position(run.Address));
            return;
        }
        LetHookWrite(ReserveFor(id, runs, position), runs);
    }

    /// <summary>Nothing else is reserved meanwhile: the runs follow each other in the file.</summary>
    private long ReserveFor(ulong id, IReadOnlyList<PageRun> runs, Func<ulong, ulong> position)
    {
        var start = file.Reserve(id, position(runs[0].Address), (long)runs[0].LengthBytes);
        foreach (var run in runs.Skip(1))
            file.Reserve(id, position(run.Address), (long)run.LengthBytes);
        return start;
    }

    private void LetHookWrite(long start, IReadOnlyList<PageRun> runs, Func<bool>? meanwhile = null)
    {
        var remote = member.Hook.SendDescriptors(file.File)[0];
        member.Hook.WritePages(remote, start, runs is PageRun[] array ? array : [.. runs], meanwhile);
        var closing = new SyscallBatch();
        closing.Add(SystemCall.close, remote);
        member.Hook.Run(closing).ThrowIfAnyFailed();
    }

    private void CopyAsDebugger(int tid, ulong id, PageRun run, ulong position)
    {
        using var memory = new ProcessMemory(tid);
        var piece = new byte[HiddenPieceBytes];
        for (var done = 0UL; done < run.LengthBytes; done += HiddenPieceBytes)
        {
            var bytes = piece.AsSpan(0, (int)Math.Min(HiddenPieceBytes, run.LengthBytes - done));
            if (memory.TryRead(run.Address + done, bytes))
                file.Append(id, position + done, bytes);
            else
                CopyPages(memory, id, run.Address + done, bytes, position + done);
        }
    }

    /// <summary>Behind the end of a file there is nothing to read, and nothing to keep.</summary>
    private void CopyPages(ProcessMemory memory, ulong id, ulong address, Span<byte> piece, ulong position)
    {
        for (var done = 0; done < piece.Length; done += PageBytes)
        {
            var page = piece.Slice(done, PageBytes);
            if (memory.TryRead(address + (ulong)done, page))
                file.Append(id, position + (ulong)done, page);
        }
    }

    /// <summary>hugetlbfs does not tell where it has holes; they are read as zeros, without being filled by that.</summary>
    private void CopyHugeFile(ulong id, SafeFileHandle content)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        for (var (done, count) = (0L, 1); count > 0; done += count)
        {
            count = RandomAccess.Read(content, piece.AsSpan(0, PieceBytes), done);
            var bytes = piece.AsSpan(0, count);
            if (bytes.ContainsAnyExcept((byte)0))
                file.Append(id, (ulong)done, bytes);
        }
        ArrayPool<byte>.Shared.Return(piece);
    }

    /// <summary>Copies what a sparse file has, from one page cache to the other.</summary>
    private void CopyFile(ulong id, SafeFileHandle content)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        foreach (var (start, length) in SparseFile.DataOf(content))
        {
            var offset = file.Reserve(id, (ulong)start, length);
            for (var done = 0L; done < length;)
            {
                var count = RandomAccess.Read(content, piece.AsSpan(0, (int)Math.Min(PieceBytes, length - done)), start + done);
                if (count == 0)
                    break;
                RandomAccess.Write(file.File, piece.AsSpan(0, count), offset + done);
                done += count;
            }
        }
        ArrayPool<byte>.Shared.Return(piece);
    }
}
