using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>Values of semaphores and who changed them last, by semctl(2).</summary>
internal static class SemaphoreSets
{
    private const int GETPID = 11;
    private const int GETALL = 13;
    private const int CallsAtOnce = 400;

    /// <returns>Null where the process may not look, or the set is gone.</returns>
    public static SemaphoreSetRecord? TryRead(ISyscallServer member, SystemVObject set)
    {
        var values = TryReadValues(member, set.Id, (int)set.Size);
        var pids = new List<int>();
        foreach (var numbers in Enumerable.Range(0, (int)set.Size).Chunk(CallsAtOnce))
        {
            var batch = new SyscallBatch();
            foreach (var number in numbers)
                batch.Add(SystemCall.semctl, set.Id, number, GETPID, 0);
            var reply = member.Run(batch);
            pids.AddRange(numbers.Select((_, call) => (int)reply.Raw(call)));
        }
        if (values is null || pids.Any(pid => pid < 0))
            return null;
        return new SemaphoreSetRecord
        {
            Id = set.Id, SetKey = set.Key, Mode = set.Permissions, OwnerUser = set.OwnerUser, OwnerGroup = set.OwnerGroup, Values = values, LastPids = [.. pids],
            WasOperated = set.WasOperated,
        };
    }

    public static int[]? TryReadValues(ISyscallServer member, int id, int count)
    {
        var batch = new SyscallBatch();
        var space = batch.AddSpace(count * sizeof(ushort));
        var call = batch.Add(SystemCall.semctl, id, 0, GETALL, space);
        var reply = member.Run(batch);
        return reply.Raw(call) < 0 ? null : [.. MemoryMarshal.Cast<byte, ushort>(reply.Bytes(space)).ToArray().Select(value => (int)value)];
    }
}
