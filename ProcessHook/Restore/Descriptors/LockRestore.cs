using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>Takes advisory locks again (flock(2), fcntl(2)). None of the calls waits: a lock that somebody else has now is a reason to give up.</summary>
internal static class LockRestore
{
    private const int LOCK_SH = 1;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;
    private const short F_RDLCK = 0;
    private const short F_WRLCK = 1;

    public static void OfDescription(HuskDescriptors husk, OpenFileRecord file)
    {
        foreach (var held in file.Locks)
        {
            var what = $"The lock on {file.Link} is held by somebody else";
            var batch = husk.Begin();
            var number = husk.NumberOf(file.OpenFileId);
            if (held.Kind == FileLockKind.WholeFile)
                husk.Add(what, SystemCall.flock, number, (held.IsExclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
            else
                husk.Add(what, SystemCall.fcntl, number, Fcntl.F_OFD_SETLK, Structure(batch, held));
        }
    }

    public static void OfProcess(HuskDescriptors husk)
    {
        foreach (var held in husk.Member.Record.FileLocks)
        {
            var batch = husk.Begin();
            husk.Add($"The lock on descriptor {held.Number} is held by somebody else", SystemCall.fcntl, held.Number, Fcntl.F_SETLK, Structure(batch, held.Lock));
        }
    }

    /// <summary><c>struct flock</c>: type and whence (SEEK_SET) of 2 bytes each, then at 8 the start, at 16 the length, at 24 the pid.</summary>
    private static RemoteBuffer Structure(SyscallBatch batch, FileLockRecord held)
    {
        var bytes = new byte[32];
        BitConverter.TryWriteBytes(bytes, held.IsExclusive ? F_WRLCK : F_RDLCK);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), held.StartBytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), held.LengthBytes);
        return batch.AddData(bytes);
    }
}
