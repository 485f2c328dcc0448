using Entracte.Api.Linux;

namespace Entracte.Api.Agents;

/// <summary>
/// Where the command, the node agent and the husks of one user meet. It is the user's alone (mode 0700): whoever could write here
/// could order checkpoints, and whoever could read here could learn tokens. <c>launch</c> and the agent share nothing but this folder.
/// </summary>
public sealed class RuntimeDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // sun_path of unix(7), less its terminating zero.
    private const int SocketPathLengthMax = 107;

    private RuntimeDirectory(string path) => Path = path;

    public string Path { get; }

    /// <summary>HTTP over this socket is the agent's only door.</summary>
    public string AgentSocket => System.IO.Path.Combine(Path, "agent.sock");

    /// <summary>Locked (flock) by the living or starting agent, so that there is never a second one.</summary>
    public string AgentLock => System.IO.Path.Combine(Path, "agent.lock");

    /// <summary>Standard output and error of an agent that was started in the background.</summary>
    public string AgentLog => System.IO.Path.Combine(Path, "agent.log");

    /// <summary>Husks of a restart report here.</summary>
    public string HuskSocket => System.IO.Path.Combine(Path, "husk.sock");

    /// <summary>What has the names of <see cref="RemoteShellNames"/> here is found by launched programs before the real ones; there only on one of several nodes.</summary>
    public string RemoteShells => System.IO.Path.Combine(Path, "remote-shell");

    public static IReadOnlyList<string> RemoteShellNames { get; } = ["ssh", "rsh"];

    /// <summary>One registration file per launched computation.</summary>
    public string Computations => System.IO.Path.Combine(Path, "computations");

    /// <summary>The directory that this user's environment names, created where it is missing.</summary>
    /// <exception cref="RuntimeDirectoryException">It cannot be created, or is not this user's alone.</exception>
    public static RuntimeDirectory OfThisUser()
    {
        var session = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return string.IsNullOrEmpty(session) ? At($"/tmp/entracte-{UserId.Effective}") : At(System.IO.Path.Combine(session, "entracte"));
    }

    /// <inheritdoc cref="OfThisUser"/>
    public static RuntimeDirectory At(string path)
    {
        var directory = new RuntimeDirectory(path);
        if (System.Text.Encoding.UTF8.GetByteCount(directory.AgentSocket) > SocketPathLengthMax)
            throw new RuntimeDirectoryException($"{path} is too long for a unix socket in it; set XDG_RUNTIME_DIR to a shorter path.");
        EnsurePrivate(path);
        EnsurePrivate(directory.Computations);
        return directory;
    }

    private static void EnsurePrivate(string path)
    {
        try
        {
            if (FileOwnership.Of(path) is null)
                Directory.CreateDirectory(path, OwnerOnly);
            // Looked at after the creation as well: in /tmp somebody else may have been quicker.
            var ownership = FileOwnership.Of(path) ?? throw new RuntimeDirectoryException($"{path} vanished while it was being created.");
            Require(ownership, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            throw new RuntimeDirectoryException(
                $"The private directory {path} cannot be used: {failure.Message} Set XDG_RUNTIME_DIR to a directory of yours, or unset it.", failure);
        }
    }

    private static void Require(PathOwnership ownership, string path)
    {
        if (!ownership.IsDirectory)
            throw new RuntimeDirectoryException($"{path} is not a directory; remove it.");
        if (ownership.Uid != UserId.Effective)
            throw new RuntimeDirectoryException(
                $"{path} belongs to user id {ownership.Uid}, not to {UserId.Effective}; have it removed, or set XDG_RUNTIME_DIR to a directory of yours.");
        if ((ownership.Mode & ~OwnerOnly) != 0)
            throw new RuntimeDirectoryException(
                $"{path} has mode {Convert.ToString((int)ownership.Mode, 8)}, so others may enter; if you trust its content: chmod 700 {path}");
    }
}
