using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>Makes shared memory anew that no descriptor leads to: what is not a memfd or unlinked file, which come back with the descriptors.</summary>
internal sealed class SharedMemoryRebuild : IDisposable
{
    private const int PieceBytes = 1 << 30;

    private readonly Dictionary<ulong, SafeFileHandle> handles = [];

    public IReadOnlyDictionary<ulong, SafeFileHandle> Handles => handles;

    public void Create(ProcessFileReader part)
    {
        foreach (var record in part.Record.SharedMemories)
        {
            var handle = record.Kind switch
            {
                // A memfd behaves the same; only /proc/PID/maps tells the difference.
                SharedMemoryKind.Anonymous => MemoryFile.Create("anonymous", maySeal: false, record.HugePageSizeBytes),
                SharedMemoryKind.NamedFile => OpenNamed(record),
                _ => null,
            };
            if (handle is null)
                continue;
            handles.Add(record.Id, handle);
            RandomAccess.SetLength(handle, (long)record.LengthBytes);
            CopyContent(part, record.Id, handle);
        }
    }

    /// <summary>Puts the content of an object of the image into an empty file.</summary>
    public static void CopyContent(ProcessFileReader part, ulong id, SafeFileHandle destination)
    {
        var hugePageBytes = (long)FileSystem.HugePageSizeBytes(destination);
        foreach (var extent in part.ExtentsOf(id))
        {
            if (hugePageBytes > 0)
            {
                CopyMapped(part, extent, destination, hugePageBytes);
                continue;
            }
            if (part.IsRaw(extent))
            {
                FileCopy.Copy(part.File, extent.FileOffset, destination, (long)extent.Address, extent.LengthBytes);
                continue;
            }
            var bytes = new byte[extent.LengthBytes];
            part.Read(extent, bytes);
            RandomAccess.Write(destination, bytes, (long)extent.Address);
        }
    }

    /// <summary>write(2) does not know files of hugetlbfs.</summary>
    private static void CopyMapped(ProcessFileReader part, ExtentRecord extent, SafeFileHandle destination, long pageBytes)
    {
        var within = (long)extent.Address % pageBytes;
        using var view = new FileView(destination, (long)extent.Address - within, (within + extent.LengthBytes + pageBytes - 1) / pageBytes * pageBytes);
        if (!part.IsRaw(extent))
        {
            part.Read(extent, view.Slice(within, (int)extent.LengthBytes));
            return;
        }
        for (var (done, count) = (0L, 0); done < extent.LengthBytes; done += count)
        {
            count = RandomAccess.Read(part.File, view.Slice(within + done, (int)Math.Min(PieceBytes, extent.LengthBytes - done)), extent.FileOffset + done);
            if (count == 0)
                throw new EndOfStreamException($"{part.Path} ends before its extents do.");
        }
    }

    public void Dispose()
    {
        foreach (var handle in handles.Values)
            handle.Dispose();
    }

    /// <summary>What other programs have put there since does not survive: the memory is as it was for the program that comes back.</summary>
    private static SafeFileHandle OpenNamed(SharedMemoryRecord record)
    {
        var handle = OpenPath.Open(record.Name, Fcntl.O_RDWR | Fcntl.O_CREAT);
        RandomAccess.SetLength(handle, 0);
        _ = Syscall.fchmod((int)handle.DangerousGetHandle(), NativeConvert.ToFilePermissions((uint)record.Mode));
        return handle;
    }
}
