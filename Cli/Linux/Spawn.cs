using System.Runtime.InteropServices;
using System.Text;

namespace Entracte.Cli.Linux;

/// <summary>
/// posix_spawn(3) and waitpid(2). .NET's own Process sets up its console and a SIGCHLD handler, and cannot make a session;
/// this touches nothing of ours.
/// </summary>
internal static partial class Spawn
{
    private const short POSIX_SPAWN_SETSIGDEF = 0x04;
    private const short POSIX_SPAWN_SETSIGMASK = 0x08;
    private const short POSIX_SPAWN_SETSID = 0x80;
    private const int O_RDONLY = 0;
    private const int O_WRONLY_CREAT_APPEND = 0x1 | 0x40 | 0x400;

    // posix_spawnattr_t has 336 and posix_spawn_file_actions_t 80 bytes in glibc; less elsewhere.
    private const int OpaqueLengthBytes = 512;
    private const int SetLengthBytes = 128;

    /// <summary>Starts a child with our streams, in our session.</summary>
    /// <param name="lockFile">Becomes descriptor 3 of the child.</param>
    public static unsafe int Child(string program, IReadOnlyList<string> arguments, IReadOnlyList<byte[]> environment, int lockFile)
    {
        var actions = stackalloc byte[OpaqueLengthBytes];
        Require(posix_spawn_file_actions_init(actions), program);
        Require(posix_spawn_file_actions_adddup2(actions, lockFile, 3), program);
        return Start(program, arguments, environment, actions, null);
    }

    /// <summary>Starts a child in a session of its own, with default signals, nothing on its input, and a log file for what it says. Descriptor 3 is handed on.</summary>
    public static unsafe int Daemon(string program, IReadOnlyList<string> arguments, IReadOnlyList<byte[]> environment, string log)
    {
        var actions = stackalloc byte[OpaqueLengthBytes];
        Require(posix_spawn_file_actions_init(actions), program);
        Require(posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0), program);
        Require(posix_spawn_file_actions_addopen(actions, 1, log, O_WRONLY_CREAT_APPEND, 0x180), program);
        Require(posix_spawn_file_actions_adddup2(actions, 1, 2), program);

        var attributes = stackalloc byte[OpaqueLengthBytes];
        var none = stackalloc byte[SetLengthBytes];
        var all = stackalloc byte[SetLengthBytes];
        new Span<byte>(none, SetLengthBytes).Clear();
        new Span<byte>(all, SetLengthBytes).Fill(0xFF);
        Require(posix_spawnattr_init(attributes), program);
        Require(posix_spawnattr_setsigmask(attributes, none), program);
        Require(posix_spawnattr_setsigdefault(attributes, all), program);
        Require(posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF), program);
        return Start(program, arguments, environment, actions, attributes);
    }

    /// <returns>The wait status.</returns>
    public static unsafe int Wait(int pid)
    {
        int status;
        while (waitpid(pid, &status, 0) < 0)
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw new CommandFailedException($"waitpid of {pid} failed: {Marshal.GetLastPInvokeErrorMessage()}");
        return status;
    }

    private static unsafe int Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<byte[]> environment, byte* actions, byte* attributes)
    {
        var argumentBytes = CStringArray.Allocate([.. arguments.Select(Encoding.UTF8.GetBytes)]);
        int pid;
        Require(posix_spawn(&pid, program, actions, attributes, argumentBytes, CStringArray.Allocate(environment)), program);
        return pid;
    }

    private static void Require(int errno, string program)
    {
        if (errno != 0)
            throw new CommandFailedException($"Starting {program} failed: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn(int* pid, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int waitpid(int pid, int* status, int options);
}
