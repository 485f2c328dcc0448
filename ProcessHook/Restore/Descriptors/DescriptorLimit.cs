using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Descriptors;

/// <summary>RLIMIT_NOFILE of a husk (getrlimit(2)).</summary>
internal static class DescriptorLimit
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>Lets the husk have as many descriptors as it may at all; the process's own limit comes later.</summary>
    public static void Raise(ISyscallServer husk)
    {
        // Soft and hard limit are asked for twice, the second time so that the hard one lies where the soft one was: both are the hard one then, without another message.
        var raising = new SyscallBatch();
        var room = raising.AddSpace(3 * sizeof(ulong));
        var (soft, hard) = (room with { SizeBytes = 2 * sizeof(ulong) }, room with { Offset = room.Offset + sizeof(ulong), SizeBytes = 2 * sizeof(ulong) });
        raising.Add(SystemCall.prlimit64, 0, RLIMIT_NOFILE, 0, hard);
        raising.Add(SystemCall.prlimit64, 0, RLIMIT_NOFILE, 0, soft);
        raising.Add(SystemCall.prlimit64, 0, RLIMIT_NOFILE, hard, 0);
        husk.Run(raising).ThrowIfAnyFailed();
    }
}
