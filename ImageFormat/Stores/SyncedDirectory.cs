using Mono.Unix.Native;

namespace Entracte.ImageFormat.Stores;

/// <summary>Directories of images: their owner's alone, and on the disk when they say so.</summary>
internal static class SyncedDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates it, and its parents, unless they exist.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            Create(parent);
        Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>Refuses a directory in which somebody else could put files of his in the place of ours.</summary>
    public static void RequireOwn(string path)
    {
        if (Syscall.stat(path, out var status) != 0)
            throw new IOException($"The directory {path} cannot be looked at: {Stdlib.strerror(Stdlib.GetLastError())}.");
        if (status.st_uid != Syscall.geteuid())
            throw new ImageStoreException($"The directory {path} belongs to another user (uid {status.st_uid}); images are written only where nobody else can change them.");
        if ((status.st_mode & (FilePermissions.S_IWGRP | FilePermissions.S_IWOTH)) != 0)
            throw new ImageStoreException($"The directory {path} can be changed by others; images are written only where nobody else can change them (chmod go-w {path}).");
    }

    /// <summary>Waits until the disk has the directory's entries: a file's own fsync does not do that (fsync(2)).</summary>
    public static void Sync(string path)
    {
        var descriptor = Syscall.open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
        if (descriptor < 0)
            throw Failure(path);
        var failure = Syscall.fsync(descriptor) == 0 ? null : Failure(path);
        Syscall.close(descriptor);
        if (failure is not null)
            throw failure;
    }

    private static IOException Failure(string path)
        => new($"The directory {path} cannot be written through to the disk: {Stdlib.strerror(Stdlib.GetLastError())}.");
}
