using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Files;

/// <summary>
/// What of an object lies in the file as it is (<see cref="ProcessFileReader.IsRaw"/>), in pieces that fit into a processor's cache: there they can be checked before they go
/// on, for less than it would cost to fetch them once more. Several threads may read pieces at the same time; when all have been read, <see cref="Verify"/> tells whether they are right.
/// </summary>
public sealed class RawPieces
{
    /// <summary>The longest piece.</summary>
    public const int Bytes = 256 << 10;

    private readonly ProcessFileReader reader;
    private readonly List<ExtentRecord> extents = [];
    private readonly List<Slice> slices = [];
    private readonly List<int> begins = [];
    private readonly uint[] checksums;

    internal RawPieces(ProcessFileReader reader, ulong objectId)
    {
        this.reader = reader;
        foreach (var extent in reader.ExtentsOf(objectId))
        {
            if (reader.IsRaw(extent))
                extents.Add(extent);
        }
        extents.Sort(static (left, right) => left.FileOffset.CompareTo(right.FileOffset));
        Cut();
        checksums = new uint[slices.Count];
    }

    public int Count => begins.Count;

    /// <summary>Reads one piece.</summary>
    /// <param name="piece">From 0 up to <see cref="Count"/>.</param>
    /// <param name="buffer">Of at least <see cref="Bytes"/>.</param>
    /// <param name="runs">Gets where the bytes belong, one behind the other.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ImageFormatException">The file is shorter than it was.</exception>
    public int Read(int piece, Span<byte> buffer, List<RawRun> runs)
    {
        var (begin, end) = (begins[piece], piece + 1 < begins.Count ? begins[piece + 1] : slices.Count);
        var offset = OffsetOf(slices[begin]);
        var length = (int)(OffsetOf(slices[end - 1]) + slices[end - 1].Length - offset);
        reader.ReadRaw(offset, buffer[..length]);
        runs.Clear();
        for (var (index, at) = (begin, 0); index < end; at += slices[index++].Length)
        {
            var slice = slices[index];
            checksums[index] = Crc32C.Of(buffer.Slice(at, slice.Length));
            var address = extents[slice.Extent].Address + (ulong)slice.Offset;
            if (runs is [.., var last] && last.Address + (ulong)last.LengthBytes == address)
                runs[^1] = last with { LengthBytes = last.LengthBytes + slice.Length };
            else
                runs.Add(new RawRun(address, offset + at, slice.Length));
        }
        return length;
    }

    /// <summary>To be called when every piece has been read.</summary>
    /// <exception cref="ImageFormatException">Bytes of an extent are damaged; the message tells the first and how many there are.</exception>
    public void Verify()
    {
        var damage = new List<ImageFormatException>();
        for (var index = 0; index < slices.Count;)
        {
            var extent = slices[index].Extent;
            var checksum = checksums[index];
            while (++index < slices.Count && slices[index].Extent == extent)
                checksum = Crc32C.Join(checksum, checksums[index], slices[index].Length);
            if (checksum != extents[extent].Checksum)
                damage.Add(ExtentChecksums.Damage(reader.Path, extents[extent], checksum));
        }
        ExtentChecksums.ThrowIfAny(reader.Path, damage);
    }

    private long OffsetOf(Slice slice) => extents[slice.Extent].FileOffset + slice.Offset;

    /// <summary>A piece is what lies together in the file, whichever extents it is of.</summary>
    private void Cut()
    {
        var (end, room) = (-1L, 0L);
        for (var index = 0; index < extents.Count; index++)
        {
            var extent = extents[index];
            for (var done = 0L; done < extent.LengthBytes;)
            {
                if (room == 0 || extent.FileOffset + done != end)
                {
                    begins.Add(slices.Count);
                    room = Bytes;
                }
                var length = Math.Min(room, extent.LengthBytes - done);
                slices.Add(new Slice(index, done, (int)length));
                done += length;
                room -= length;
                end = extent.FileOffset + done;
            }
        }
    }

    /// <summary>What of one extent is in one piece.</summary>
    private readonly record struct Slice(int Extent, long Offset, int Length);
}
