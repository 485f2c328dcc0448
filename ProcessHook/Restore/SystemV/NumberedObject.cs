using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.SystemV;

/// <summary>An object with a wanted id: its namespace is told which one comes next (/proc/sys/kernel/shm_next_id and its like; proc_sys_kernel(5)).</summary>
internal static class NumberedObject
{
    /// <summary>IPC_CREAT|IPC_EXCL.</summary>
    public const int Creation = 0x600;

    /// <summary>struct ipc64_perm begins with key, uid, gid, cuid, cgid, mode, 32 bits each; the structures of which it is the first part are up to 120 bytes long.</summary>
    private const int StructureBytes = 128;

    public static void Create(HuskServer husk, string kind, int id, string what, long call, params ReadOnlySpan<SyscallArgument> arguments)
    {
        var batch = new SyscallBatch();
        var opened = batch.Add(SystemCall.open, batch.AddString($"/proc/sys/kernel/{kind}_next_id"), Fcntl.O_WRONLY | Fcntl.O_CLOEXEC);
        var text = batch.AddData(System.Text.Encoding.ASCII.GetBytes($"{id}"));
        var told = batch.Add(SystemCall.write, SyscallArgument.ResultOf(opened), text, text.SizeBytes);
        batch.Add(SystemCall.close, SyscallArgument.ResultOf(opened));
        var made = batch.Add(call, arguments);
        var reply = husk.Run(batch);
        // An id that is taken gives silently another one.
        if (reply.Raw(told) < 0 || reply.Raw(made) != id)
            throw Failure(husk, what, reply.Raw(told) < 0 ? reply.Raw(told) : reply.Raw(made));
    }

    public static void SetOwner(HuskServer keeper, long call, int id, int mode, uint user, uint group)
    {
        const int IPC_SET = 1;
        var batch = new SyscallBatch();
        var structure = new byte[StructureBytes];
        BitConverter.TryWriteBytes(structure.AsSpan(4), user);
        BitConverter.TryWriteBytes(structure.AsSpan(8), group);
        BitConverter.TryWriteBytes(structure.AsSpan(20), mode);
        // Of semctl(2) the command is the third argument.
        if (call == SystemCall.semctl)
            batch.Add(call, id, 0, IPC_SET, batch.AddData(structure));
        else
            batch.Add(call, id, IPC_SET, batch.AddData(structure));
        keeper.Run(batch).ThrowIfAnyFailed();
    }

    public static ObstaclesException Failure(HuskServer husk, string what, long result)
    {
        var why = result < 0 ? LinuxException.Describe((int)-result) : $"it would have got id {result}";
        return new ObstaclesException("the restart was given up",
            [new Obstacle(husk.Pid, null, $"{what} cannot be made anew: {why}.", "The limits of this machine (ipcs -l) must not be below those of the checkpoint's.")]);
    }
}
