using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Injection;

/// <summary>What a batch returned: one result a call (negative errno where it failed) and the data area as the calls left it.</summary>
public sealed class SyscallReply(SyscallBatch batch, int pid, long[] results, byte[] data)
{
    /// <summary>The raw result, -4095 to -1 being errors.</summary>
    public long Raw(int call) => results[call];

    /// <summary>The result of a call that must not have failed.</summary>
    public long Result(int call)
        => results[call] is >= -4095 and < 0
            ? throw new LinuxException($"system call {batch.Calls[call].Number}", (int)-results[call], $"process {pid}")
            : results[call];

    public ReadOnlySpan<byte> Bytes(RemoteBuffer buffer) => data.AsSpan(buffer.Offset, buffer.SizeBytes);

    public T Read<T>(RemoteBuffer buffer)
        where T : unmanaged
        => MemoryMarshal.Read<T>(Bytes(buffer));

    /// <summary>Throws for the first call that failed.</summary>
    public SyscallReply ThrowIfAnyFailed()
    {
        for (var call = 0; call < results.Length; call++)
            Result(call);
        return this;
    }
}
