using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Records;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Files;

/// <summary>Checksums of extents as they lie in the file, on all cores.</summary>
internal static class ExtentChecksums
{
    /// <summary>The same extents in the order of their addresses, each with its checksum. Those in the parent have brought theirs.</summary>
    /// <param name="file">Gets what is late.</param>
    /// <param name="name">Of the file, for people.</param>
    /// <param name="extents">All.</param>
    /// <param name="late">Null when all is in the file.</param>
    /// <param name="summedEnd">What begins before this offset of the file (bytes) has its checksum already.</param>
    public static ExtentRecord[] Fill(SafeFileHandle file, string name, IEnumerable<ExtentRecord> extents, LateBytes? late, long summedEnd)
    {
        var ordered = extents.OrderBy(extent => extent.ObjectId).ThenBy(extent => extent.Address).ToArray();
        ForEachStored(file, name, ordered, late, summedEnd, (index, checksum) => ordered[index] = ordered[index] with { Checksum = checksum });
        return ordered;
    }

    /// <summary>The checksum of one that is in the file.</summary>
    public static uint Of(SafeFileHandle file, string name, ExtentRecord extent)
    {
        using var window = new FileWindow(file, name);
        return Checksum(window, extent, extent.FileOffset + extent.StoredLengthBytes);
    }

    /// <summary>The faults of all extents whose bytes are not those that were written, in the order of the file.</summary>
    public static IReadOnlyList<ImageFormatException> FindDamage(SafeFileHandle file, string name, ExtentRecord[] extents)
    {
        var damage = new ConcurrentBag<ImageFormatException>();
        ForEachStored(file, name, extents, null, 0, (index, checksum) =>
        {
            if (extents[index].Checksum != checksum)
                damage.Add(Damage(name, extents[index], checksum));
        });
        return [.. damage.OrderBy(fault => fault.Offset)];
    }

    /// <summary>The fault of one extent whose bytes have another checksum than theirs.</summary>
    public static ImageFormatException Damage(string name, ExtentRecord extent, uint checksum) => new(name, extent.FileOffset,
        $"{extent.StoredLengthBytes} bytes are damaged (checksum {checksum:x8}, expected {extent.Checksum:x8}); they are {ExtentText.Of(extent)}.");

    /// <exception cref="ImageFormatException">There is damage; the message tells the first and how many there are.</exception>
    public static void ThrowIfAny(string name, IReadOnlyList<ImageFormatException> damage)
    {
        if (damage.Count == 1)
            throw damage[0];
        if (damage.Count > 1)
            throw new ImageFormatException(name, damage[0].Offset, $"{damage[0].What} {damage.Count - 1} more extents of the file are damaged.");
    }

    private static void ForEachStored(SafeFileHandle file, string name, ExtentRecord[] extents, LateBytes? late, long begin, Action<int, uint> take)
    {
        var stored = Enumerable.Range(0, extents.Length)
            .Where(index => extents[index].Encoding != ExtentEncoding.InParent && extents[index].FileOffset >= begin)
            .OrderBy(index => extents[index].FileOffset).ToArray();
        var groups = Groups(stored, extents);
        if (late is not null)
            groups = Mixed(groups.ToLookup(group => late.Holds(extents[stored[group.Start]].FileOffset)));
        try
        {
            Parallel.ForEach(Partitioner.Create(groups, EnumerablePartitionerOptions.NoBuffering), Take);
        }
        catch (AggregateException several)
        {
            // Nobody but us knows that there were several.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        void Take(Range group)
        {
            using var window = new FileWindow(file, name);
            var last = extents[stored[group.End.Value - 1]];
            foreach (var index in stored[group])
            {
                take(index, late?.Holds(extents[index].FileOffset) == true
                    ? Store(file, extents[index], late)
                    : Checksum(window, extents[index], last.FileOffset + last.StoredLengthBytes));
            }
        }
    }

    /// <summary>A file is written by one processor at a time: while one of them is at that, the others had better read.</summary>
    private static List<Range> Mixed(ILookup<bool, Range> groups)
        => [.. groups.SelectMany(kind => kind.Select((group, place) => (Group: group, Place: (place + 0.5) / kind.Count()))).OrderBy(each => each.Place).Select(each => each.Group)];

    private static uint Store(SafeFileHandle file, ExtentRecord extent, LateBytes late)
    {
        var checksum = 0u;
        for (var done = 0L; done < extent.StoredLengthBytes;)
        {
            var bytes = late.Read(extent.FileOffset + done, (int)Math.Min(FileWindow.Bytes, extent.StoredLengthBytes - done));
            RandomAccess.Write(file, bytes, extent.FileOffset + done);
            checksum = Crc32C.Append(checksum, bytes);
            done += bytes.Length;
        }

        return checksum;
    }

    private static uint Checksum(FileWindow window, ExtentRecord extent, long endOfGroup)
    {
        var checksum = 0u;
        for (var done = 0L; done < extent.StoredLengthBytes;)
        {
            var count = (int)Math.Min(FileWindow.Bytes, extent.StoredLengthBytes - done);
            checksum = Crc32C.Append(checksum, window.Read(extent.FileOffset + done, count, endOfGroup));
            done += count;
        }
        return checksum;
    }

    /// <summary>Neighbours in the file, together about as long as one full extent: many small ones shall not cost a read each.</summary>
    private static List<Range> Groups(int[] stored, ExtentRecord[] extents)
    {
        var groups = new List<Range>();
        var begin = 0;
        var bytes = 0L;
        for (var position = 0; position < stored.Length; position++)
        {
            bytes += extents[stored[position]].StoredLengthBytes;
            if (bytes >= FormatLimits.ExtentBytesWritten || position == stored.Length - 1)
            {
                groups.Add(begin..(position + 1));
                begin = position + 1;
                bytes = 0;
            }
        }
        return groups;
    }
}
