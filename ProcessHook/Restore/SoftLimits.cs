using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore;

/// <summary>The limits of a husk (getrlimit(2)), which those that it begets inherit.</summary>
internal static class SoftLimits
{
    private const int RLIMIT_CORE = 4;
    private const int Limits = 16;

    /// <summary>
    /// Lets a husk have as much of everything as it may at all; the size of core dumps stays as it is. What a program has was made under other limits than those that it has by now, or than those of
    /// the restart: descriptors, locked memory, signals that wait, realtime policies. Its own limits come last.
    /// </summary>
    public static void Raise(ISyscallServer husk)
    {
        // Soft and hard limit are asked for twice, the second time so that the hard one lies where the soft one was: both are the hard one then, without another message.
        var raising = new SyscallBatch();
        foreach (var limit in Enumerable.Range(0, Limits).Where(limit => limit != RLIMIT_CORE))
        {
            var room = raising.AddSpace(3 * sizeof(ulong));
            var (soft, hard) = (room with { SizeBytes = 2 * sizeof(ulong) }, room with { Offset = room.Offset + sizeof(ulong), SizeBytes = 2 * sizeof(ulong) });
            raising.Add(SystemCall.prlimit64, 0, limit, 0, hard);
            raising.Add(SystemCall.prlimit64, 0, limit, 0, soft);
            raising.Add(SystemCall.prlimit64, 0, limit, hard, 0);
        }
        husk.Run(raising).ThrowIfAnyFailed();
    }
}
