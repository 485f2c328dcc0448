using System.Globalization;
using System.Text;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>
/// Reads /proc/sysvipc. Which namespace these files show is settled when they are opened, so a member opens them; whose pids they show depends on the
/// mount of /proc they are opened through, which is the member's as well.
/// </summary>
internal static class SystemVListing
{
    private static readonly string[] Paths = ["/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"];

    /// <returns>All objects of the namespace, also those that are nothing to us; of semaphore sets the pids are missing.</returns>
    public static IReadOnlyList<SystemVObject> Of(ISyscallServer member)
    {
        var opening = new SyscallBatch();
        foreach (var path in Paths)
            opening.Add(SystemCall.open, opening.AddString(path), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC);
        var opened = member.Run(opening);
        var closing = new SyscallBatch();
        var objects = new List<SystemVObject>();
        using var pidfd = PidFd.OfThread(member.HostPid, member.LivingTid);
        for (var kind = 0; kind < Paths.Length; kind++)
        {
            // A kernel without System V objects has no such files.
            if (opened.Raw(kind) < 0)
                continue;
            using (var file = PidFd.GetDescriptor(pidfd, (int)opened.Raw(kind)))
                objects.AddRange(Parse((SystemVKind)kind, ReadAll(file)));
            closing.Add(SystemCall.close, opened.Raw(kind));
        }
        member.Run(closing).ThrowIfAnyFailed();
        return objects;
    }

    public static IEnumerable<SystemVObject> Parse(SystemVKind kind, string text)
        => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => Parse(kind, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static SystemVObject Parse(SystemVKind kind, string[] fields)
    {
        long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        var (key, id, mode) = ((int)Number(0), (int)Number(1), Convert.ToInt32(fields[2], 8));
        return kind switch
        {
            // key shmid perms size cpid lpid nattch uid gid cuid cgid ...
            SystemVKind.Segment => new(kind, key, id, mode, Number(3), 0, [(int)Number(4), (int)Number(5)], (uint)Number(7), (uint)Number(8), (uint)Number(9), false),
            // key semid perms nsems uid gid cuid cgid otime ctime
            SystemVKind.SemaphoreSet => new(kind, key, id, mode, Number(3), 0, [], (uint)Number(4), (uint)Number(5), (uint)Number(6), Number(8) != 0),
            // key msqid perms cbytes qnum lspid lrpid uid gid cuid cgid ...
            _ => new(kind, key, id, mode, Number(4), Number(3), [(int)Number(5), (int)Number(6)], (uint)Number(7), (uint)Number(8), (uint)Number(9), false),
        };
    }

    /// <summary>A read of such a file returns less than was asked for before its end is reached.</summary>
    private static string ReadAll(SafeFileHandle file)
    {
        var text = new List<byte>();
        var piece = new byte[1 << 16];
        int count;
        while ((count = RandomAccess.Read(file, piece, text.Count)) > 0)
            text.AddRange(piece.AsSpan(0, count));
        return Encoding.ASCII.GetString([.. text]);
    }
}
