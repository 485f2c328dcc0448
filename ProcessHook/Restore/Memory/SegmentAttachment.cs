using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>
/// Attaches a System V segment where it was. shmat(2) knows whole segments only: what the process had unmapped of it since is unmapped again, and where other
/// memory has come into its place meanwhile, the segment is attached elsewhere and its pieces are moved.
/// </summary>
/// <param name="runner">Of the husk, emptied but for the mappings of the image made so far.</param>
/// <param name="all">All mappings of the image.</param>
/// <param name="findHole">A place for so many bytes that is in nobody's way.</param>
internal sealed class SegmentAttachment(BatchRunner runner, IReadOnlyList<MappingRecord> all, Func<ulong, ulong> findHole)
{
    private const int SHM_RDONLY = 0x1000;
    private const int SHM_EXEC = 0x8000;
    private const int PROT_EXEC = 4;
    private const int MREMAP_MAYMOVE_FIXED = 3;
    private const ulong PageBytes = 4096;

    /// <param name="segment">The segment.</param>
    /// <param name="pieces">What is left of one attachment, ascending.</param>
    public void Attach(SharedMemoryRecord segment, IReadOnlyList<MappingRecord> pieces)
    {
        var pageBytes = Math.Max(PageBytes, segment.HugePageSizeBytes);
        var length = (segment.LengthBytes + pageBytes - 1) / pageBytes * pageBytes;
        var origin = pieces[0].Address - pieces[0].OffsetBytes;
        var isFree = pieces[0].Address >= pieces[0].OffsetBytes && !all.Except(pieces).Any(other => other.Address < origin + length && other.Address + other.LengthBytes > origin);
        var place = isFree ? origin : findHole(length);
        var mayWrite = pieces.Any(MappingFlags.MayWrite);
        var isCode = pieces.Any(piece => (piece.Protection & PROT_EXEC) != 0);
        runner.Begin(pieces.Count * 3 + 2);
        runner.Add($"attaching segment {segment.SystemVId} at 0x{place:x}", SystemCall.shmat, segment.SystemVId, place, (mayWrite ? 0 : SHM_RDONLY) | (isCode ? SHM_EXEC : 0));
        var attachedProtection = MappingFlags.PROT_READ | (mayWrite ? MappingFlags.PROT_WRITE : 0) | (isCode ? PROT_EXEC : 0);
        var done = 0UL;
        foreach (var piece in pieces)
        {
            Unmap(place + done, piece.OffsetBytes - done);
            done = piece.OffsetBytes + piece.LengthBytes;
            if (!isFree)
                runner.Add("moving a part of a segment", SystemCall.mremap, place + piece.OffsetBytes, piece.LengthBytes, piece.LengthBytes, MREMAP_MAYMOVE_FIXED, piece.Address);
            if (piece.Protection != attachedProtection)
                runner.Add("protecting a part of a segment", SystemCall.mprotect, piece.Address, piece.LengthBytes, piece.Protection);
        }
        Unmap(place + done, length - done);
    }

    private void Unmap(ulong address, ulong lengthBytes)
    {
        if (lengthBytes > 0)
            runner.Add("unmapping a part of a segment", SystemCall.munmap, address, lengthBytes);
    }
}
