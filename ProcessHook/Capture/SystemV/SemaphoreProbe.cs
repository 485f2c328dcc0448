using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>
/// Finds out what the kernel would add to a semaphore if the process ended now (<c>semadj</c>). No interface tells it, but its limits can be felt: an operation
/// with SEM_UNDO fails with ERANGE when it would lead the adjustment out of -32768 to 32767 (ipc/sem.c, perform_atomic_semop). Each probe is one semop(2) whose
/// last operation fails at the latest, so that none of them is done: EAGAIN means that the adjustment had room, ERANGE that it had not.
/// </summary>
internal sealed class SemaphoreProbe(ISyscallServer member, int setId)
{
    public const int ValueMax = 32767;
    private const short IPC_NOWAIT = 0x800;
    private const short SEM_UNDO = 0x1000;
    private const short NoFlags = 0;
    private const int OperationShorts = 3; // sembuf: number, operation, flags

    /// <summary>Adds the one probe that tells whether there is an adjustment at all: ERANGE if so.</summary>
    public int AddFirst(SyscallBatch batch, int number, int value)
        => Add(batch, number,
            (ValueMax - value, NoFlags), (-ValueMax, SEM_UNDO), (ValueMax, SEM_UNDO), (-ValueMax, NoFlags), (ValueMax, SEM_UNDO), (-1, NoFlags), (1, SEM_UNDO), (0, IPC_NOWAIT));

    public int Find(int number, int value)
    {
        // Taking j raises the adjustment by j: the most that it bears is 32767 - adjustment.
        if (!HasRoom(number, (ValueMax - value, NoFlags), (-ValueMax, SEM_UNDO), (-ValueMax, IPC_NOWAIT)))
            return ValueMax - Largest(j => HasRoom(number, (ValueMax - value, NoFlags), (-j, SEM_UNDO), (-ValueMax, IPC_NOWAIT)));
        // Giving j lowers it by j: the most that it bears is adjustment + 32768, of which 32767 can be tried.
        return Largest(j => HasRoom(number, (-value, IPC_NOWAIT), (j, SEM_UNDO), (0, IPC_NOWAIT))) - ValueMax - 1;
    }

    /// <summary>Whether a probe's result means that there was no room.</summary>
    public static bool IsOutOfRange(long result) => result == -NativeConvert.FromErrno(Errno.ERANGE);

    /// <summary>The largest number from 0 to 32767 that has room.</summary>
    private static int Largest(Func<int, bool> hasRoom)
    {
        var (low, high) = (0, ValueMax);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = hasRoom(middle) ? (middle, high) : (low, middle - 1);
        }
        return low;
    }

    private bool HasRoom(int number, params ReadOnlySpan<(int Operation, short Flags)> operations)
    {
        var batch = new SyscallBatch();
        var call = Add(batch, number, operations);
        return !IsOutOfRange(member.Run(batch).Raw(call));
    }

    /// <summary>An operation of 0 with no flags would wait for zero instead of doing nothing: it is left out.</summary>
    private int Add(SyscallBatch batch, int number, params ReadOnlySpan<(int Operation, short Flags)> operations)
    {
        var shorts = new List<short>();
        foreach (var (index, (operation, flags)) in operations.ToArray().Index())
        {
            if (operation != 0 || index == operations.Length - 1)
                shorts.AddRange([(short)number, (short)operation, flags]);
        }
        var buffer = batch.AddData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(shorts.ToArray().AsSpan()));
        return batch.Add(SystemCall.semop, setId, buffer, shorts.Count / OperationShorts);
    }
}
