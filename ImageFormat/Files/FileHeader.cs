using System.Buffers.Binary;
using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Encryption;

namespace Entracte.ImageFormat.Files;

/// <summary>
/// The first page of every file of an image, readable alone (FORMAT.md, "Header"). It is written last: until then the file begins with zeros
/// and is no image file.
/// </summary>
internal sealed record FileHeader(ImageFileKind Kind, long FileBytes, long RecordOffset, long RecordBytes, uint RecordChecksum)
{
    private const int VersionOffset = 8;
    private const int ChecksumOffset = 12;
    private const int KindOffset = 16;
    private const int PageOffset = 20;
    private const int FileBytesOffset = 24;
    private const int RecordOffsetOffset = 32;
    private const int RecordBytesOffset = 40;
    private const int RecordChecksumOffset = 48;
    private const int EncryptionOffset = 52;
    private const int SaltOffset = 56;
    private const int KeyCheckOffset = 72;

    /// <summary>A byte above 127 and both kinds of line end, so that a transfer that "corrects" text is noticed at once (as in PNG).</summary>
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'E', (byte)'N', (byte)'T', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>The header's own checksum; through the checksum of the records it stands for the whole file.</summary>
    public uint Checksum { get; init; }

    public EncryptionMethod Encryption { get; init; }

    /// <summary>Of <see cref="FileCipher"/>; empty without encryption.</summary>
    public byte[] Salt { get; init; } = [];

    public byte[] KeyCheck { get; init; } = [];

    /// <summary>What encryption adds to the length of everything that is stored.</summary>
    public int OverheadBytes => Encryption == EncryptionMethod.None ? 0 : FileCipher.TagBytes;

    /// <summary>The header as a page, with its checksum.</summary>
    public (byte[] Page, uint Checksum) Write()
    {
        var page = PageWithoutChecksums();
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(RecordChecksumOffset), RecordChecksum);
        var checksum = Crc32C.Of(page);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(ChecksumOffset), checksum);
        return (page, checksum);
    }

    /// <summary>What can be known before the records are encrypted: they are bound to it.</summary>
    public byte[] PageWithoutChecksums()
    {
        var page = new byte[FormatLimits.PageBytes];
        Magic.CopyTo(page);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(VersionOffset), FormatLimits.FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(KindOffset), (uint)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(PageOffset), FormatLimits.PageBytes);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(FileBytesOffset), FileBytes);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(RecordOffsetOffset), RecordOffset);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(RecordBytesOffset), RecordBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(EncryptionOffset), (uint)Encryption);
        Salt.CopyTo(page.AsSpan(SaltOffset));
        KeyCheck.CopyTo(page.AsSpan(KeyCheckOffset));
        return page;
    }

    /// <summary>Believes the page step by step: magic, version, checksum, limits (FORMAT.md, "Order of trust").</summary>
    public static FileHeader Read(Span<byte> page, string name, long actualFileBytes, ImageFileKind kind)
    {
        if (!page.ContainsAnyExcept((byte)0))
            throw new ImageFormatException(name, 0, "the header is empty: the file was never completed.");
        if (!page.StartsWith(Magic))
            throw new ImageFormatException(name, 0, "this is not a file of an Entracte image (the first eight bytes are others).");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(page[VersionOffset..]);
        if (version != FormatLimits.FormatVersion)
            throw new ImageFormatException(name, VersionOffset, $"the format has version {version}; this program reads version {FormatLimits.FormatVersion}.");
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumOffset..]);
        page.Slice(ChecksumOffset, sizeof(uint)).Clear();
        if (Crc32C.Of(page) is var computed && computed != checksum)
            throw new ImageFormatException(name, ChecksumOffset, $"the header is damaged (checksum {computed:x8}, expected {checksum:x8}).");
        var header = new FileHeader(
            (ImageFileKind)BinaryPrimitives.ReadUInt32LittleEndian(page[KindOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[FileBytesOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[RecordOffsetOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[RecordBytesOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(page[RecordChecksumOffset..]))
        {
            Checksum = checksum,
            Encryption = (EncryptionMethod)BinaryPrimitives.ReadUInt32LittleEndian(page[EncryptionOffset..]),
            Salt = page.Slice(SaltOffset, FileCipher.SaltBytes).ToArray(),
            KeyCheck = page.Slice(KeyCheckOffset, FileCipher.KeyCheckBytes).ToArray(),
        };
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[PageOffset..]) is var pageBytes && pageBytes != FormatLimits.PageBytes)
            throw new ImageFormatException(name, PageOffset, $"the file is laid out for pages of {pageBytes} bytes; here they have {FormatLimits.PageBytes}.");
        header.CheckLimits(name, actualFileBytes, kind);
        return header;
    }

    private void CheckLimits(string name, long actualFileBytes, ImageFileKind kind)
    {
        if (Kind != kind)
            throw new ImageFormatException(name, KindOffset, $"the file is of kind {Kind}; a file of kind {kind} was expected.");
        if (Encryption is not (EncryptionMethod.None or EncryptionMethod.Aes256Gcm))
            throw new ImageFormatException(name, EncryptionOffset, $"the file is encrypted in a way that this program does not know (method {(uint)Encryption}).");
        if (FileBytes != actualFileBytes)
            throw new ImageFormatException(name, FileBytesOffset, $"the file has {actualFileBytes} bytes; it was written with {FileBytes}.");
        if (RecordOffset < FormatLimits.PageBytes || RecordOffset % FormatLimits.PageBytes != 0 || RecordOffset > FileBytes)
            throw new ImageFormatException(name, RecordOffsetOffset, $"the records cannot begin at {RecordOffset} in a file of {FileBytes} bytes.");
        if (RecordBytes < OverheadBytes || RecordBytes > FormatLimits.RecordBytesMax)
            throw new ImageFormatException(name, RecordBytesOffset, $"the records cannot have {RecordBytes} bytes; at most {FormatLimits.RecordBytesMax} are allowed.");
        if (RecordBytes != FileBytes - RecordOffset)
            throw new ImageFormatException(name, RecordBytesOffset, $"the records, {RecordBytes} bytes at {RecordOffset}, do not end with the file, at {FileBytes}.");
    }
}
