using Mono.Unix.Native;

namespace Entracte.Coordinator.Hosts;

/// <summary>The private directory in which husks find us. Whoever could write there could send us a husk of their own.</summary>
internal static class RuntimeDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="configured">Empty: the user's.</param>
    public static string Required(string configured)
    {
        var path = configured.Length > 0 ? Path.GetFullPath(configured) : OfUser();
        Directory.CreateDirectory(path, OwnerOnly);
        if (Syscall.lstat(path, out var status) != 0)
            throw Refused(path, Stdlib.strerror(Stdlib.GetLastError()));
        if ((status.st_mode & FilePermissions.S_IFMT) != FilePermissions.S_IFDIR || status.st_uid != Syscall.geteuid())
            throw Refused(path, "it is not a directory of yours");
        if ((status.st_mode & (FilePermissions.S_IRWXG | FilePermissions.S_IRWXO)) != 0)
            throw Refused(path, "others may enter it");
        return path;
    }

    private static string OfUser() => Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } session
        ? Path.Combine(session, "entracte")
        : $"/tmp/entracte-{Syscall.geteuid()}";

    private static EntracteException Refused(string path, string reason)
        => new(Failure.Of(FailureKind.HostFailed, $"the private directory {path} cannot be used: {reason}; set entracte.runtime.directory or XDG_RUNTIME_DIR"));
}
