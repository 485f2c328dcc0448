using System.Buffers;
using Entracte.ImageFormat.Compression;
using Entracte.ImageFormat.Encryption;
using Entracte.ImageFormat.Records;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ImageFormat.Files;

/// <summary>
/// Writes a process file (FORMAT.md, "Process file"). The bytes of the extents come first, in whatever order they come, while the process may still
/// stand; checksums, records and header follow in <see cref="Complete"/>, when it runs again. Calls may come from several threads.
/// </summary>
public sealed class ProcessFileWriter : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<ExtentRecord> extents = [];
    private readonly FileCipher? cipher;
    private readonly Lazy<SafeFileHandle> file;
    private long end = FormatLimits.PageBytes;
    private int summedExtents;
    private long summedEnd;
    private volatile bool isDisposed;

    private ProcessFileWriter(string path, FileCipher? cipher, bool isForDisk)
    {
        (Path, IsForDisk) = (path, isForDisk);
        file = new Lazy<SafeFileHandle>(() => isDisposed ? throw new ObjectDisposedException(path) : NewFile.Create(path));
        this.cipher = cipher;
    }

    public string Path { get; }

    /// <summary>For the hook, which writes raw pages straight into it.</summary>
    /// <exception cref="IOException">It had to be created, and could not be.</exception>
    public SafeFileHandle File => file.Value;

    /// <summary>Whether it is there already, see <see cref="Prepare"/>.</summary>
    public bool IsCreated => file.IsValueCreated;

    /// <summary>What is in it by now; of one that is not created yet, what has its place in it. The answer may be old.</summary>
    public long LengthBytes => !IsCreated ? Interlocked.Read(ref end) : File.IsClosed ? 0 : RandomAccess.GetLength(File);

    /// <summary>Whether <see cref="Sync"/> waits, and the disk may as well begin to write.</summary>
    public bool IsForDisk { get; }

    /// <summary>Whether <see cref="Reserve"/> works: an encrypted file takes bytes only through our own hands.</summary>
    public bool TakesRawPages => cipher is null;

    /// <summary>What <see cref="Complete"/> returned; null before.</summary>
    public WrittenFile? Written { get; private set; }

    /// <summary>Creates the file; nobody but its owner may read it.</summary>
    /// <param name="key">Null writes it without encryption.</param>
    /// <exception cref="IOException">It exists, or cannot be created.</exception>
    public static ProcessFileWriter Create(string path, ImageKey? key = null)
    {
        var writer = Prepare(path, key);
        _ = writer.File;
        return writer;
    }

    /// <summary>Like <see cref="Create"/>, but the file is only created when something goes into it: the making of files by the hundred takes a disk's directory longer than their content.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="key">Null writes it without encryption.</param>
    /// <param name="isForDisk">As <see cref="IsForDisk"/> says.</param>
    public static ProcessFileWriter Prepare(string path, ImageKey? key = null, bool isForDisk = true) => new(path, key is null ? null : FileCipher.ForNewFile(key), isForDisk);

    /// <summary>
    /// Makes room for bytes that the caller lets someone write to <see cref="File"/> before <see cref="Complete"/>. What one thread reserves without
    /// another in between lies in the file without gaps, as long as all lengths are multiples of the page size.
    /// </summary>
    /// <param name="objectId">0 for the address space, else the id of a shared memory object or open file.</param>
    /// <param name="address">Address, or offset in the object (bytes).</param>
    /// <param name="lengthBytes">Any length; it is cut into extents of <see cref="FormatLimits.ExtentBytesWritten"/>.</param>
    /// <returns>Offset in the file (bytes).</returns>
    /// <exception cref="NotSupportedException">The file is encrypted (<see cref="TakesRawPages"/>).</exception>
    public long Reserve(ulong objectId, ulong address, long lengthBytes)
    {
        if (!TakesRawPages)
            throw new NotSupportedException($"{Path} is encrypted; nothing can be written straight into it.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        lock (gate)
        {
            var offset = end;
            for (var done = 0L; done < lengthBytes; done += FormatLimits.ExtentBytesWritten)
            {
                var length = (int)Math.Min(FormatLimits.ExtentBytesWritten, lengthBytes - done);
                Place(new ExtentRecord { ObjectId = objectId, Address = address + (ulong)done, LengthBytes = length }, length);
            }
            return offset;
        }
    }

    /// <summary>Stores bytes as they are (or encrypted), for what is in our hands already.</summary>
    public void Append(ulong objectId, ulong address, ReadOnlySpan<byte> bytes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Piece(bytes).Length..], address += FormatLimits.ExtentBytesWritten)
            Store(new ExtentRecord { ObjectId = objectId, Address = address, LengthBytes = Piece(bytes).Length }, Piece(bytes));
    }

    /// <summary>Stores bytes compressed with zstd, piece by piece; a piece that does not get smaller is stored as it is.</summary>
    /// <exception cref="NotSupportedException">The machine has no libzstd.</exception>
    public void AppendCompressed(ulong objectId, ulong address, ReadOnlySpan<byte> bytes, int level = 1)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Zstandard.CompressedBytesMax(Piece(bytes).Length));
        for (; !bytes.IsEmpty; bytes = bytes[Piece(bytes).Length..], address += FormatLimits.ExtentBytesWritten)
        {
            var piece = Piece(bytes);
            var stored = Zstandard.Compress(piece, buffer, level);
            var extent = new ExtentRecord { ObjectId = objectId, Address = address, LengthBytes = piece.Length };
            if (FormatLimits.PageAligned(stored) < FormatLimits.PageAligned(piece.Length))
                Store(extent with { Encoding = ExtentEncoding.Zstandard }, buffer.AsSpan(0, stored));
            else
                Store(extent, piece);
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Says that the parent image has these bytes.</summary>
    /// <param name="checksum">CRC-32C of the bytes.</param>
    public void PlaceInParent(ulong objectId, ulong address, int lengthBytes, uint checksum)
    {
        lock (gate)
            extents.Add(new ExtentRecord { ObjectId = objectId, Address = address, LengthBytes = lengthBytes, Encoding = ExtentEncoding.InParent, Checksum = checksum });
    }

    /// <summary>
    /// Sums up the next extent, when all of it is in the file by now, so that less is left to <see cref="Complete"/>: for who has nothing else to do while somebody else fills what was reserved
    /// from the lowest offset on, one stretch after the other. How far that has got is told by the length of the file.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    public bool SumUpNext()
    {
        ExtentRecord next;
        lock (gate)
        {
            while (summedExtents < extents.Count && extents[summedExtents].Encoding == ExtentEncoding.InParent)
                summedExtents++;
            if (summedExtents == extents.Count)
                return false;
            next = extents[summedExtents];
        }

        if (next.FileOffset + next.StoredLengthBytes > RandomAccess.GetLength(File))
            return false;
        var checksum = ExtentChecksums.Of(File, Path, next);
        lock (gate)
            extents[summedExtents++] = next with { Checksum = checksum };
        summedEnd = next.FileOffset + next.StoredLengthBytes;
        return true;
    }

    /// <summary>Sums the extents up, on all cores, those in the file by reading them back, and writes records and header. The file is whole now, but not yet synced.</summary>
    /// <param name="record">Everything but the extents.</param>
    /// <param name="late">What has been reserved and not been written, if there is anything.</param>
    public WrittenFile Complete(ProcessFileRecord record, LateBytes? late = null)
    {
        if (Written is not null)
            throw new InvalidOperationException($"{Path} is complete already.");
        // The last extent may be shorter than its pages, and a page that the hook skipped must be there all the same.
        RandomAccess.SetLength(File, Math.Max(RandomAccess.GetLength(File), end));
        var complete = record with { Extents = ExtentChecksums.Fill(File, Path, extents, late, summedEnd) };
        var memoryBytes = extents.Where(extent => extent.Encoding != ExtentEncoding.InParent).Sum(extent => extent.LengthBytes);
        return Written = RecordFile.Write(File, Path, ImageFileKind.Process, end, complete, cipher) with { MemoryBytes = memoryBytes };
    }

    /// <summary>Waits until the disk has the file's bytes (fsync(2)), unless it is not for the disk.</summary>
    public void Sync()
    {
        if (IsForDisk)
            RandomAccess.FlushToDisk(File);
    }

    public void Dispose()
    {
        isDisposed = true;
        if (IsCreated)
            File.Dispose();
    }

    private static ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, FormatLimits.ExtentBytesWritten)];

    private void Store(ExtentRecord extent, ReadOnlySpan<byte> bytes)
    {
        if (cipher is null)
        {
            RandomAccess.Write(File, bytes, Place(extent, bytes.Length));
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length + FileCipher.TagBytes);
        var @sealed = buffer.AsSpan(0, bytes.Length + FileCipher.TagBytes);
        var offset = Place(extent, @sealed.Length);
        cipher.Seal(offset, ExtentIdentity.Of(extent), bytes, @sealed);
        RandomAccess.Write(File, @sealed, offset);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private long Place(ExtentRecord extent, int storedBytes)
    {
        lock (gate)
        {
            var offset = end;
            end += FormatLimits.PageAligned(storedBytes);
            extents.Add(extent with { FileOffset = offset, StoredLengthBytes = storedBytes });
            return offset;
        }
    }
}
