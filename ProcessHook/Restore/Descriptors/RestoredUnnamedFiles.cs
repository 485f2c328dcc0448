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
    /// Where it was, so that it lies on the same file system; under its old name when that is free, so that /proc shows what it showed. The
    /// mode comes at the end: it may forbid what is still to be done.
    /// </summary>
    private static SafeFileHandle CreateUnlinked(HuskDescriptors husk, SharedMemoryRecord record)
    {
        foreach (var path in new[] { record.Name, $"{Path.GetDirectoryName(record.Name)}/.entracte-{record.Id:x}" })
        {
            var batch = new SyscallBatch();
            var name = batch.AddString(path);
            var opened = batch.Add(SystemCall.open, name, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_CLOEXEC, OwnerReadWrite);
            var reply = husk.Member.Server.Run(batch);
            if (reply.Raw(opened) < 0)
                continue;
            using var pidfd = PidFd.Open(husk.Member.Server.HostPid);
            var handle = PidFd.GetDescriptor(pidfd, (int)reply.Raw(opened));
            var tidy = new SyscallBatch();
            tidy.Add(SystemCall.unlink, tidy.AddString(path));
            tidy.Add(SystemCall.close, reply.Raw(opened));
            husk.Member.Server.Run(tidy).ThrowIfAnyFailed();
            return handle;
        }
        throw new ObstaclesException("the restart was given up",
            [new Obstacle(husk.Member.Pid, null, $"A file that was open without a name cannot be made anew in {Path.GetDirectoryName(record.Name)}.",
                "See that the directory is there and can be written to.")]);
    }
}
