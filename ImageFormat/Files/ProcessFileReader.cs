using System.Buffers;
using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Compression;
using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Records;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Files;

/// <summary>
/// A process file whose header and records have been verified. The extents' bytes are verified by <see cref="VerifyExtents"/>, or while they are
/// read, by <see cref="PiecesOf"/> and <see cref="Read"/>.
/// </summary>
public sealed class ProcessFileReader : IDisposable
{
    private readonly FileCipher? cipher;

    private ProcessFileReader(string path, SafeFileHandle file, FileHeader header, FileCipher? cipher, ProcessFileRecord record)
    {
        Path = path;
        File = file;
        this.cipher = cipher;
        Record = record;
        Checksum = header.Checksum;
        LengthBytes = header.FileBytes;
    }

    public string Path { get; }

    /// <summary>For whoever takes bytes straight from it (<see cref="RawRuns"/>).</summary>
    public SafeFileHandle File { get; }

    public ProcessFileRecord Record { get; private set; }

    /// <summary>Header checksum, which stands for the whole file.</summary>
    public uint Checksum { get; }

    public long LengthBytes { get; }

    /// <exception cref="ImageFormatException">The file is not what FORMAT.md says.</exception>
    /// <exception cref="ImageKeyException">The file needs a key, another key, or none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ProcessFileReader Open(string path, ImageKey? key = null) => Open(ExistingFile.Open(path), path, key);

    /// <summary>The same for a file that is open already; the reader owns it from now on.</summary>
    public static ProcessFileReader Open(SafeFileHandle file, string name, ImageKey? key = null)
    {
        try
        {
            var (header, cipher, record) = RecordFile.Read<ProcessFileRecord>(file, name, ImageFileKind.Process, key);
            ExtentLimits.Check(name, header, record.Extents);
            return new ProcessFileReader(name, file, header, cipher, record);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>From now on it says this of its process; which bytes there are stays as it is.</summary>
    public void Adapt(ProcessFileRecord record) => Record = record with { Extents = Record.Extents };

    /// <summary>Extents of an object by rising address: 0 is the address space. They never overlap.</summary>
    public ReadOnlySpan<ExtentRecord> ExtentsOf(ulong objectId)
    {
        var begin = LowerBound(objectId);
        var end = begin;
        while (end < Record.Extents.Length && Record.Extents[end].ObjectId == objectId)
            end++;
        return Record.Extents.AsSpan(begin..end);
    }

    /// <summary>What of an object lies in the file as it is, neighbours joined, by rising address. Nothing does in an encrypted file.</summary>
    public IReadOnlyList<RawRun> RawRuns(ulong objectId)
    {
        var runs = new List<RawRun>();
        foreach (var extent in ExtentsOf(objectId))
        {
            if (!IsRaw(extent))
                continue;
            if (runs is [.., var last] && last.Address + (ulong)last.LengthBytes == extent.Address && last.FileOffset + last.LengthBytes == extent.FileOffset)
                runs[^1] = last with { LengthBytes = last.LengthBytes + extent.LengthBytes };
            else
                runs.Add(new RawRun(extent.Address, extent.FileOffset, extent.LengthBytes));
        }
        return runs;
    }

    /// <summary>Reads and unpacks one extent, and verifies it on the way.</summary>
    /// <param name="extent">One of this file; not in the parent.</param>
    /// <param name="destination">As long as the extent.</param>
    public void Read(ExtentRecord extent, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, extent.LengthBytes);
        if (extent.Encoding == ExtentEncoding.InParent)
            throw new ImageFormatException(Path, null, $"{ExtentText.Of(extent)} is in the parent image, not here.");
        if (IsRaw(extent))
        {
            ReadVerified(extent, destination);
            return;
        }
        var stored = ArrayPool<byte>.Shared.Rent((int)extent.StoredLengthBytes);
        try
        {
            var bytes = stored.AsSpan(0, (int)extent.StoredLengthBytes);
            ReadVerified(extent, bytes);
            Unpack(extent, bytes, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    /// <summary>What of an object lies in the file as it is, to be read and verified piece by piece.</summary>
    public RawPieces PiecesOf(ulong objectId) => new(this, objectId);

    internal void ReadRaw(long fileOffset, Span<byte> destination) => FileWindow.ReadFully(File, Path, fileOffset, destination);

    /// <summary>Whether the extent lies in the file as it is in memory.</summary>
    public bool IsRaw(ExtentRecord extent) => cipher is null && extent.Encoding == ExtentEncoding.Raw;

    /// <summary>The whole content of a small object from its first byte to its last; what no extent covers is zero.</summary>
    /// <exception cref="ImageFormatException">It is longer than <paramref name="lengthBytesMax"/>.</exception>
    public byte[] ReadObject(ulong objectId, int lengthBytesMax)
    {
        var extents = ExtentsOf(objectId);
        if (extents.IsEmpty)
            return [];
        var length = extents[^1].Address + (ulong)extents[^1].LengthBytes;
        if (length > (ulong)lengthBytesMax)
            throw new ImageFormatException(Path, null, $"object {objectId:x} has {length} bytes; at most {lengthBytesMax} can be.");
        var content = new byte[length];
        foreach (var extent in extents)
            Read(extent, content.AsSpan((int)extent.Address, (int)extent.LengthBytes));
        return content;
    }

    /// <summary>Every damaged extent, in the order of the file; empty where all is well.</summary>
    public IReadOnlyList<ImageFormatException> FindDamage() => ExtentChecksums.FindDamage(File, Path, Record.Extents);

    /// <exception cref="ImageFormatException">Bytes of an extent are damaged; the message tells the first and how many there are.</exception>
    public void VerifyExtents() => ExtentChecksums.ThrowIfAny(Path, FindDamage());

    /// <summary>The same for all but the address space, whose extents are verified by whoever puts them in their place: by <see cref="PiecesOf"/> or <see cref="Read"/>.</summary>
    /// <exception cref="ImageFormatException">Bytes of an extent are damaged; the message tells the first and how many there are.</exception>
    public void VerifyObjects()
        => ExtentChecksums.ThrowIfAny(Path, ExtentChecksums.FindDamage(File, Path, Array.FindAll(Record.Extents, extent => extent.ObjectId != 0)));

    public void Dispose() => File.Dispose();

    private void ReadVerified(ExtentRecord extent, Span<byte> destination)
    {
        FileWindow.ReadFully(File, Path, extent.FileOffset, destination);
        if (Crc32C.Of(destination) is var computed && computed != extent.Checksum)
            throw new ImageFormatException(Path, extent.FileOffset, $"{ExtentText.Of(extent)} is damaged (checksum {computed:x8}, expected {extent.Checksum:x8}).");
    }

    private void Unpack(ExtentRecord extent, ReadOnlySpan<byte> stored, Span<byte> destination)
    {
        if (cipher is not null && extent.Encoding == ExtentEncoding.Raw)
            FileOpening.Open(cipher, Path, extent.FileOffset, ExtentIdentity.Of(extent), stored, destination);
        else if (cipher is not null)
            Decompress(extent, FileOpening.Opened(cipher, Path, extent.FileOffset, ExtentIdentity.Of(extent), stored), destination);
        else
            Decompress(extent, stored, destination);
    }

    private void Decompress(ExtentRecord extent, ReadOnlySpan<byte> packed, Span<byte> destination)
    {
        try
        {
            var length = Zstandard.Decompress(packed, destination);
            if (length != destination.Length)
                throw new ImageFormatException(Path, extent.FileOffset, $"{ExtentText.Of(extent)} unpacks to {length} bytes only.");
        }
        catch (InvalidDataException failure)
        {
            throw new ImageFormatException(Path, extent.FileOffset, $"{ExtentText.Of(extent)} cannot be unpacked ({failure.Message}).", failure);
        }
    }

    private int LowerBound(ulong objectId)
    {
        var (low, high) = (0, Record.Extents.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Record.Extents[middle].ObjectId < objectId)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
