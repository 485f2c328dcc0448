using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>
/// <c>/proc/PID/mem</c> of a tracee, see proc_pid_mem(5): writes go through protection, as a debugger's breakpoints do, into a private copy of the page.
/// </summary>
internal sealed unsafe partial class ProcessMemory : IDisposable
{
    private const int O_RDWR = 2;
    private const int O_CLOEXEC = 0x80000;

    private readonly int pid;
    private readonly SafeFileHandle file;

    public ProcessMemory(int pid)
    {
        this.pid = pid;
        var descriptor = open($"/proc/{pid}/mem", O_RDWR | O_CLOEXEC);
        if (descriptor < 0)
            throw new LinuxException("open", Marshal.GetLastPInvokeError(), $"/proc/{pid}/mem");
        file = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public void Read(ulong address, Span<byte> bytes)
    {
        fixed (byte* first = bytes)
            Demand(pread(file, first, (nuint)bytes.Length, (long)address), bytes.Length, "read", address);
    }

    /// <returns>Whether all of it is mapped and readable.</returns>
    public bool TryRead(ulong address, Span<byte> bytes)
    {
        fixed (byte* first = bytes)
            return pread(file, first, (nuint)bytes.Length, (long)address) == bytes.Length;
    }

    public void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            Demand(pwrite(file, first, (nuint)bytes.Length, (long)address), bytes.Length, "write", address);
    }

    public void Dispose() => file.Dispose();

    private void Demand(nint result, int expected, string call, ulong address)
    {
        if (result != expected)
            throw new LinuxException(call, result < 0 ? Marshal.GetLastPInvokeError() : EIO, $"the memory of process {pid} at 0x{address:x}");
    }

    private const int EIO = 5;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(SafeFileHandle file, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(SafeFileHandle file, byte* bytes, nuint count, long offset);
}
