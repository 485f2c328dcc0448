using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>Executables that were deleted while they ran: they come back as files in memory, so that /proc/PID/exe still leads to the program.</summary>
internal sealed class RestoredExecutables : IDisposable
{
    private readonly Dictionary<ulong, SafeFileHandle> handles = [];

    /// <summary>Open for reading only: nothing that is open for writing can be executed (execve(2), ETXTBSY).</summary>
    public IReadOnlyDictionary<ulong, SafeFileHandle> Handles => handles;

    public void Create(ProcessFileReader part)
    {
        foreach (var record in part.Record.SharedMemories.Where(memory => memory.Kind == SharedMemoryKind.Executable))
        {
            using var writable = MemoryFile.Create(NameOf(record.Name), maySeal: false, 0);
            RandomAccess.SetLength(writable, (long)record.LengthBytes);
            SharedMemoryRebuild.CopyContent(part, record.Id, writable);
            _ = Syscall.fchmod((int)writable.DangerousGetHandle(), NativeConvert.ToFilePermissions((uint)record.Mode));
            handles.Add(record.Id, OpenPath.Open($"/proc/self/fd/{writable.DangerousGetHandle()}", Fcntl.O_RDONLY));
        }
    }

    public void Dispose()
    {
        foreach (var handle in handles.Values)
            handle.Dispose();
    }

    /// <summary>The last part of the path, as long as memfd_create(2) takes it; the kernel says by itself that it is deleted.</summary>
    private static string NameOf(string link)
    {
        const int LengthMax = 60;
        const string Deleted = " (deleted)";
        var name = Path.GetFileName(link.EndsWith(Deleted, StringComparison.Ordinal) ? link[..^Deleted.Length] : link);
        name = name.StartsWith("memfd:", StringComparison.Ordinal) ? name["memfd:".Length..] : name;
        return name[..Math.Min(name.Length, LengthMax)];
    }
}
