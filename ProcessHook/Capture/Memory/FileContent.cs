using System.Buffers.Binary;
using System.Collections.Concurrent;
using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>
/// By what a file's content is recognised: the build id of an ELF file, else a checksum of all of it or, where it is long, of samples. Remembered as
/// long as the file keeps its size and modification time.
/// </summary>
public static class FileContent
{
    private const int SampleBytes = 65536;
    private const int SamplesMost = 256;
    private const int NT_GNU_BUILD_ID = 3;
    private const int PT_NOTE = 4;
    private static readonly ConcurrentDictionary<FileStatus, (byte[] BuildId, uint Checksum)> Known = new();

    /// <summary>Adds what the content says.</summary>
    /// <param name="record">The file's record, of <paramref name="path"/> or of what it should be equal to.</param>
    /// <param name="path">Where the file is reached.</param>
    public static MappedFileRecord Describe(MappedFileRecord record, string path)
    {
        if (FileStatus.OfPath(path) is not { IsRegular: true } status)
            return record;
        var (buildId, checksum) = Known.GetOrAdd(status, Read, path);
        return record with { BuildId = buildId, SampleChecksum = checksum };
    }

    private static (byte[] BuildId, uint Checksum) Read(FileStatus status, string path)
    {
        try
        {
            // Not by .NET's own way, which takes a lock (flock) on the program's file or fails where the program has one.
            using var file = OpenPath.Open(path, Fcntl.O_RDONLY);
            var head = ReadAt(file, 0);
            var buildId = FindBuildId(head);
            return buildId.Length > 0 ? (buildId, 0) : ([], Checksum(file, status.LengthBytes));
        }
        catch (LinuxException failure) when (failure.Errno == EACCES)
        {
            // It may be executed but not read; size and time must do.
            return ([], 0);
        }
    }

    private const int EACCES = 13;

    /// <summary>The whole file, or 256 blocks of a long one: evenly spread, the first at its beginning and the last at its end.</summary>
    private static uint Checksum(SafeFileHandle file, long lengthBytes)
    {
        var samples = Math.Min(SamplesMost, (lengthBytes + SampleBytes - 1) / SampleBytes);
        var isWhole = samples * SampleBytes >= lengthBytes;
        var bytes = new byte[samples * SampleBytes];
        var filled = 0;
        for (var sample = 0L; sample < samples; sample++)
        {
            var offset = isWhole ? sample * SampleBytes : (lengthBytes - SampleBytes) / (samples - 1) * sample;
            var place = !isWhole && sample == samples - 1 ? lengthBytes - SampleBytes : offset;
            filled += RandomAccess.Read(file, bytes.AsSpan(filled, SampleBytes), place);
        }
        return Crc32C.Of(bytes.AsSpan(0, filled));
    }

    private static byte[] ReadAt(SafeFileHandle file, long offset)
    {
        var bytes = new byte[SampleBytes];
        return bytes[..RandomAccess.Read(file, bytes, offset)];
    }

    /// <summary>Walks the program headers of a 64-bit little-endian ELF file to its notes (elf(5)); build ids lie near the beginning.</summary>
    internal static byte[] FindBuildId(ReadOnlySpan<byte> head)
    {
        if (head.Length < 64 || !head.StartsWith("\u007fELF\u0002\u0001"u8))
            return [];
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(head[54..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        for (var index = 0; index < count; index++)
        {
            var at = offset + (ulong)(index * size);
            if (at + 56 > (ulong)head.Length)
                return [];
            var header = head[(int)at..];
            var start = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
            if (BinaryPrimitives.ReadInt32LittleEndian(header) != PT_NOTE || start > (ulong)head.Length || length > (ulong)head.Length - start)
                continue;
            if (BuildIdIn(head.Slice((int)start, (int)length)) is { Length: > 0 } found)
                return found;
        }
        return [];
    }

    private static byte[] BuildIdIn(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= 12)
        {
            var nameBytes = BinaryPrimitives.ReadInt32LittleEndian(notes);
            var contentBytes = BinaryPrimitives.ReadInt32LittleEndian(notes[4..]);
            if (nameBytes < 0 || contentBytes < 0 || nameBytes > notes.Length || contentBytes > notes.Length)
                return [];
            var content = 12 + (nameBytes + 3) / 4 * 4;
            var end = content + (contentBytes + 3) / 4 * 4;
            if (end > notes.Length)
                return [];
            if (BinaryPrimitives.ReadInt32LittleEndian(notes[8..]) == NT_GNU_BUILD_ID && notes[12..].StartsWith("GNU\0"u8))
                return notes.Slice(content, contentBytes).ToArray();
            notes = notes[end..];
        }
        return [];
    }
}
