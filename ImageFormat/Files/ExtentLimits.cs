using Entracte.ImageFormat.Records;

namespace Entracte.ImageFormat.Files;

/// <summary>The rules for extents of FORMAT.md. Whoever has a reader in hands may rely on them.</summary>
internal static class ExtentLimits
{
    public static void Check(string name, FileHeader header, ExtentRecord[] extents)
    {
        foreach (var extent in extents)
        {
            if (Fault(extent, header) is { } fault)
                throw new ImageFormatException(name, header.RecordOffset, $"an extent, {extent}, {fault}.");
        }
        CheckOrder(name, header, extents);
        CheckOverlapInFile(name, extents);
    }

    private static string? Fault(ExtentRecord extent, FileHeader header) => extent switch
    {
        { LengthBytes: <= 0 or > FormatLimits.ExtentBytesMax } => $"has a length outside 1 to {FormatLimits.ExtentBytesMax}",
        { Address: >= FormatLimits.AddressEnd } => "lies beyond the last address",
        { ObjectId: 0 } when extent.Address % FormatLimits.PageBytes != 0 || extent.LengthBytes % FormatLimits.PageBytes != 0 => "is memory, but not whole pages",
        { Encoding: ExtentEncoding.InParent } => extent is { FileOffset: 0, StoredLengthBytes: 0 } ? null : "is in the parent and yet in this file",
        { Encoding: not (ExtentEncoding.Raw or ExtentEncoding.Zstandard) } => "is stored in a way that this program does not know",
        _ when extent.StoredLengthBytes <= header.OverheadBytes || extent.StoredLengthBytes > FormatLimits.ExtentBytesMax + header.OverheadBytes
            => $"has a stored length outside 1 to {FormatLimits.ExtentBytesMax}",
        { FileOffset: < FormatLimits.PageBytes } => "begins within the header",
        _ when extent.FileOffset % FormatLimits.PageBytes != 0 => "does not begin at a page of the file",
        _ when extent.FileOffset > header.RecordOffset - extent.StoredLengthBytes => "does not end before the records",
        { Encoding: ExtentEncoding.Raw } when extent.StoredLengthBytes != extent.LengthBytes + header.OverheadBytes => "is stored raw, but with another length",
        _ => null,
    };

    private static void CheckOrder(string name, FileHeader header, ExtentRecord[] extents)
    {
        for (var index = 1; index < extents.Length; index++)
        {
            var (before, after) = (extents[index - 1], extents[index]);
            if (after.ObjectId < before.ObjectId || (after.ObjectId == before.ObjectId && after.Address < before.Address + (ulong)before.LengthBytes))
                throw new ImageFormatException(name, header.RecordOffset, $"two extents overlap or are out of order: {before} and {after}.");
        }
    }

    private static void CheckOverlapInFile(string name, ExtentRecord[] extents)
    {
        var end = (long)FormatLimits.PageBytes;
        foreach (var extent in extents.Where(extent => extent.Encoding != ExtentEncoding.InParent).OrderBy(extent => extent.FileOffset))
        {
            if (extent.FileOffset < end)
                throw new ImageFormatException(name, extent.FileOffset, $"an extent, {extent}, overlaps the one before it in the file, which ends at {end}.");
            end = extent.FileOffset + extent.StoredLengthBytes;
        }
    }
}
