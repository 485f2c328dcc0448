using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Encryption;
using MessagePack;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Files;

/// <summary>What process files and inventories have in common: a header, and records at the end that the header vouches for.</summary>
internal static class RecordFile
{
    private static readonly MessagePackSerializerOptions Untrusting = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>Writes the records at an offset, cuts the file behind them, and writes the header last.</summary>
    public static WrittenFile Write<T>(SafeFileHandle file, string name, ImageFileKind kind, long recordOffset, T record, FileCipher? cipher)
    {
        var bytes = MessagePackSerializer.Serialize(record);
        var header = new FileHeader(kind, 0, recordOffset, bytes.Length, 0);
        if (cipher is not null)
        {
            header = header with { Encryption = EncryptionMethod.Aes256Gcm, Salt = cipher.Salt, KeyCheck = cipher.KeyCheck };
            header = header with { RecordBytes = bytes.Length + header.OverheadBytes };
        }
        if (header.RecordBytes > FormatLimits.RecordBytesMax)
            throw new ImageFormatException(name, recordOffset, $"the records would have {header.RecordBytes} bytes; at most {FormatLimits.RecordBytesMax} are allowed.");
        header = header with { FileBytes = recordOffset + header.RecordBytes };
        if (cipher is not null)
            bytes = Sealed(cipher, header, bytes);
        RandomAccess.Write(file, bytes, recordOffset);
        RandomAccess.SetLength(file, header.FileBytes);
        var (page, checksum) = (header with { RecordChecksum = Crc32C.Of(bytes) }).Write();
        RandomAccess.Write(file, page, 0);
        return new WrittenFile(header.FileBytes, checksum, 0);
    }

    public static (FileHeader Header, FileCipher? Cipher, T Record) Read<T>(SafeFileHandle file, string name, ImageFileKind kind, ImageKey? key)
        where T : class
    {
        var length = RandomAccess.GetLength(file);
        if (length < FormatLimits.PageBytes)
            throw new ImageFormatException(name, length, $"the file has {length} bytes and ends within its header of {FormatLimits.PageBytes}.");
        var page = new byte[FormatLimits.PageBytes];
        FileWindow.ReadFully(file, name, 0, page);
        var header = FileHeader.Read(page, name, length, kind);
        var bytes = new byte[header.RecordBytes];
        FileWindow.ReadFully(file, name, header.RecordOffset, bytes);
        if (Crc32C.Of(bytes) is var computed && computed != header.RecordChecksum)
            throw new ImageFormatException(name, header.RecordOffset, $"the records are damaged (checksum {computed:x8}, expected {header.RecordChecksum:x8}).");
        var cipher = FileOpening.Cipher(header, name, key);
        if (cipher is not null)
            bytes = FileOpening.Opened(cipher, name, header.RecordOffset, header.PageWithoutChecksums(), bytes);
        return (header, cipher, Parse<T>(bytes, name, header.RecordOffset));
    }

    private static byte[] Sealed(FileCipher cipher, FileHeader header, byte[] bytes)
    {
        var @sealed = new byte[header.RecordBytes];
        cipher.Seal(header.RecordOffset, header.PageWithoutChecksums(), bytes, @sealed);
        return @sealed;
    }

    private static T Parse<T>(byte[] bytes, string name, long offset)
        where T : class
    {
        T? record;
        try
        {
            record = MessagePackSerializer.Deserialize<T?>(bytes, Untrusting);
        }
        catch (MessagePackSerializationException failure)
        {
            throw new ImageFormatException(name, offset, $"the records are not what the format says: {Innermost(failure)}", failure);
        }
        if (record is null)
            throw new ImageFormatException(name, offset, "the file has no records.");
        if (RecordShape.FindMissing(record) is { } missing)
            throw new ImageFormatException(name, offset, $"the record {missing} is missing or of a kind that this program does not know.");
        return record;
    }

    private static string Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure.Message;
}
