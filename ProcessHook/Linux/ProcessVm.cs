using System.Runtime.InteropServices;
using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Linux;

/// <summary>process_vm_readv(2) and process_vm_writev(2). They keep to the protection of the mappings; <see cref="ProcessMemory"/> does not.</summary>
internal static unsafe partial class ProcessVm
{
    /// <returns>The number of bytes read, fewer than asked where unmapped memory begins; or the negative errno.</returns>
    public static long TryRead(int pid, ulong address, Span<byte> bytes) => TryRead(pid, [new PageRun(address, (ulong)bytes.Length)], bytes);

    public static void Read(int pid, ulong address, Span<byte> bytes) => ReadAll(pid, [new PageRun(address, (ulong)bytes.Length)], bytes);

    /// <summary>How many places one call reads from or writes to (UIO_MAXIOV in include/uapi/linux/uio.h).</summary>
    public const int VectorsMax = 1024;

    /// <summary>Reads from several places, one behind the other.</summary>
    /// <param name="pid">Host pid.</param>
    /// <param name="runs">At most <see cref="VectorsMax"/>, together as long as the bytes.</param>
    /// <param name="bytes">Less than 2 GiB.</param>
    public static void Read(int pid, List<PageRun> runs, Span<byte> bytes) => ReadAll(pid, CollectionsMarshal.AsSpan(runs), bytes);

    public static T Read<T>(int pid, ulong address)
        where T : unmanaged
    {
        T value;
        Read(pid, address, new Span<byte>(&value, sizeof(T)));
        return value;
    }

    public static void Write(int pid, ulong address, ReadOnlySpan<byte> bytes) => WriteAll(pid, [new PageRun(address, (ulong)bytes.Length)], bytes);

    /// <summary>Writes to several places what lies one behind the other.</summary>
    /// <param name="pid">Host pid.</param>
    /// <param name="runs">At most <see cref="VectorsMax"/>, together as long as the bytes.</param>
    /// <param name="bytes">Less than 2 GiB.</param>
    public static void Write(int pid, List<PageRun> runs, ReadOnlySpan<byte> bytes) => WriteAll(pid, CollectionsMarshal.AsSpan(runs), bytes);

    private static void ReadAll(int pid, ReadOnlySpan<PageRun> runs, Span<byte> bytes)
        => Demand(bytes.Length, TryRead(pid, runs, bytes), "process_vm_readv", pid, runs);

    private static void WriteAll(int pid, ReadOnlySpan<PageRun> runs, ReadOnlySpan<byte> bytes)
        => Demand(bytes.Length, TryWrite(pid, runs, bytes), "process_vm_writev", pid, runs);

    /// <summary>A run is laid out as struct iovec is.</summary>
    private static long TryRead(int pid, ReadOnlySpan<PageRun> runs, Span<byte> bytes)
    {
        fixed (byte* first = bytes)
        fixed (PageRun* remote = runs)
        {
            var local = new IoVector(first, bytes.Length);
            return OrError(process_vm_readv(pid, &local, 1, (IoVector*)remote, (nuint)runs.Length, 0));
        }
    }

    /// <inheritdoc cref="TryRead(int, ReadOnlySpan{PageRun}, Span{byte})"/>
    private static long TryWrite(int pid, ReadOnlySpan<PageRun> runs, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        fixed (PageRun* remote = runs)
        {
            var local = new IoVector(first, bytes.Length);
            return OrError(process_vm_writev(pid, &local, 1, (IoVector*)remote, (nuint)runs.Length, 0));
        }
    }

    private static long OrError(nint result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;

    private static void Demand(int lengthBytes, long result, string call, int pid, ReadOnlySpan<PageRun> runs)
    {
        if (result != lengthBytes)
            throw new LinuxException(call, result < 0 ? (int)-result : EFAULT, $"process {pid}, {Math.Max(0, result)} bytes behind 0x{runs[0].Address:x}");
    }

    private const int EFAULT = 14;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint process_vm_readv(int pid, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint process_vm_writev(int pid, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);
}
