using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>
/// A program that was writing at the end of a file wrote on after the checkpoint and will, restarted, write the same once more. So such a
/// file is cut to the length that it had, once everything else has succeeded; but only when nobody else has it open for writing, which a read
/// lease tells (fcntl(2), F_SETLEASE). Where that cannot be told, the file stays as it is, and a note says so.
/// </summary>
internal sealed class FileRewind
{
    private const int F_SETLEASE = 1024;
    private const int F_RDLCK = 0;
    private const int F_UNLCK = 2;

    private readonly List<(string Path, long LengthBytes)> chosen = [];

    public List<string> Notes { get; } = [];

    /// <summary>Decides; to be called before the image's files are opened.</summary>
    public void Choose(IEnumerable<ProcessFileRecord> parts, IReadOnlySet<ulong> notNeeded)
    {
        var grown = parts.SelectMany(part => part.OpenFiles.OfType<RegularFileRecord>()).Where(file => !notNeeded.Contains(file.OpenFileId) && IsWrittenAtItsEnd(file));
        foreach (var group in grown.GroupBy(file => file.Path))
        {
            var lengthBytes = group.Max(file => file.LengthBytes);
            if (FileStatus.OfPath(group.Key) is not { } now || now.LengthBytes <= lengthBytes)
                continue;
            if (now.Identity == new FileIdentity(group.First().Device, group.First().Inode) && IsNobodysElse(group.Key))
                chosen.Add((group.Key, lengthBytes));
            else
                Notes.Add($"{group.Key} has {now.LengthBytes - lengthBytes} bytes that were written after the checkpoint; they stay, and the program may write them again");
        }
    }

    /// <summary>Cuts; to be called when nothing can fail any more.</summary>
    public void Cut()
    {
        foreach (var (path, lengthBytes) in chosen)
        {
            using var handle = OpenPath.Open(path, Fcntl.O_WRONLY);
            RandomAccess.SetLength(handle, lengthBytes);
        }
    }

    private static bool IsWrittenAtItsEnd(RegularFileRecord file)
        => !file.IsMadeByKernel && (file.StatusFlags & Fcntl.O_ACCMODE) != Fcntl.O_RDONLY && (file.StatusFlags & Fcntl.O_PATH) == 0
            && ((file.StatusFlags & Fcntl.O_APPEND) != 0 || file.OffsetBytes == file.LengthBytes);

    private static bool IsNobodysElse(string path)
    {
        try
        {
            using var handle = OpenPath.Open(path, Fcntl.O_RDONLY);
            Fcntl.Call(handle, F_SETLEASE, F_RDLCK);
            Fcntl.Call(handle, F_SETLEASE, F_UNLCK);
            return true;
        }
        catch (LinuxException)
        {
            // Somebody writes to it, it belongs to another user, or its file system knows no leases: not ours to cut.
            return false;
        }
    }
}
