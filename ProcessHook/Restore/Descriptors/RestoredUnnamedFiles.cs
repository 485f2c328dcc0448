using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Descriptors;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Makes memfds and unlinked files anew, with their content. One handle of each stays here until the end.</summary>
internal sealed class RestoredUnnamedFiles : IDisposable
{
    private const int OwnerReadWrite = 0x180;

    private readonly Dictionary<ulong, (SharedMemoryRecord Record, SafeFileHandle Handle)> files = [];

    public IReadOnlyDictionary<ulong, SafeFileHandle> Handles => files.ToDictionary(file => file.Key, file => file.Value.Handle);

    /// <summary>A description of its own for a descriptor to stand for.</summary>
    public SafeFileHandle Open(ulong fileId, int flags)
        => OpenPath.Open($"/proc/self/fd/{files[fileId].Handle.DangerousGetHandle()}", flags & ~(Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_TMPFILE));

    public void Create(HuskDescriptors husk)
    {
        foreach (var record in husk.Member.Record.SharedMemories)
        {
            if (record.Kind is not (SharedMemoryKind.MemoryFile or SharedMemoryKind.UnlinkedFile))
                continue;
            var handle = record.Kind == SharedMemoryKind.MemoryFile
                ? MemoryFile.Create(record.Name, maySeal: record.Seals != MemoryFile.F_SEAL_SEAL, record.HugePageSizeBytes)
                : CreateUnlinked(husk, record);
            files.Add(record.Id, (record, handle));
            RandomAccess.SetLength(handle, (long)record.LengthBytes);
            husk.Member.CopyContent(record.Id, handle);
        }
    }

    /// <summary>The last changes, after which no content can be written any more and some cannot be mapped.</summary>
    public void Seal()
    {
        foreach (var (record, handle) in files.Values)
        {
            var mode = Mono.Unix.Native.NativeConvert.ToFilePermissions((uint)record.Mode);
            if (Mono.Unix.Native.Syscall.fchmod((int)handle.DangerousGetHandle(), mode) < 0)
                throw new LinuxException("fchmod", System.Runtime.InteropServices.Marshal.GetLastPInvokeError(), record.Name);
            if (record.Kind == SharedMemoryKind.MemoryFile && record.Seals is not (0 or MemoryFile.F_SEAL_SEAL))
                Fcntl.Call(handle, Fcntl.F_ADD_SEALS, record.Seals);
        }
    }

    public void Dispose()
    {
        foreach (var (_, handle) in files.Values)
            handle.Dispose();
    }

    /// <summary>
    /// Where it was, so that it lies on the same file system; under its old name when that is free, so that /proc shows what it showed. What never had a name can still be
    /// given one (O_TMPFILE, linkat(2)). The mode comes at the end: it may forbid what is still to be done.
    /// </summary>
    private static SafeFileHandle CreateUnlinked(HuskDescriptors husk, SharedMemoryRecord record)
    {
        var directory = Path.GetDirectoryName(record.Name) ?? "/";
        if (IsNameless(record) && TryCreate(husk, directory, Fcntl.O_TMPFILE, isNamed: false) is { } nameless)
            return nameless;
        foreach (var path in new[] { record.Name, $"{directory}/.entracte-{record.Id:x}" })
        {
            if (TryCreate(husk, path, Fcntl.O_CREAT | Fcntl.O_EXCL, isNamed: true) is { } handle)
                return handle;
        }
        throw new ObstaclesException("the restart was given up",
            [new Obstacle(husk.Member.Pid, null, $"A file that was open without a name cannot be made anew in {directory}.", "See that the directory is there and can be written to.")]);
    }

    /// <summary>The kernel calls it by the number of its inode (fs/dcache.c, d_mark_tmpfile).</summary>
    private static bool IsNameless(SharedMemoryRecord record) => Path.GetFileName(record.Name) is ['#', .. { Length: > 0 } number] && number.All(char.IsAsciiDigit);

    private static SafeFileHandle? TryCreate(HuskDescriptors husk, string path, int how, bool isNamed)
    {
        var batch = new SyscallBatch();
        var opened = batch.Add(SystemCall.open, batch.AddString(path), Fcntl.O_RDWR | how | Fcntl.O_CLOEXEC, OwnerReadWrite);
        var number = husk.Member.Server.Run(batch).Raw(opened);
        if (number < 0)
            return null;
        using var pidfd = PidFd.Open(husk.Member.Server.HostPid);
        var handle = PidFd.GetDescriptor(pidfd, (int)number);
        var tidy = new SyscallBatch();
        if (isNamed)
            tidy.Add(SystemCall.unlink, tidy.AddString(path));
        tidy.Add(SystemCall.close, number);
        husk.Member.Server.Run(tidy).ThrowIfAnyFailed();
        return handle;
    }
}
