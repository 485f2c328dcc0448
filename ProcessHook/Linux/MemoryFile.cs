using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Linux;

/// <summary>memfd_create(2).</summary>
public static partial class MemoryFile
{
    public const uint MFD_CLOEXEC = 1;
    public const uint MFD_ALLOW_SEALING = 2;
    public const uint MFD_HUGETLB = 4;
    public const uint MFD_EXEC = 0x10;

    /// <summary>F_SEAL_SEAL: no more seals; alone it means that the file was not made for sealing.</summary>
    public const int F_SEAL_SEAL = 1;

    /// <param name="name">At most 249 bytes.</param>
    /// <param name="maySeal">Whether seals can be added later.</param>
    /// <param name="hugePageSizeBytes">0 for ordinary pages.</param>
    public static SafeFileHandle Create(string name, bool maySeal, ulong hugePageSizeBytes)
    {
        var flags = MFD_CLOEXEC | (maySeal ? MFD_ALLOW_SEALING : 0);
        if (hugePageSizeBytes > 0)
            flags |= MFD_HUGETLB | (uint)System.Numerics.BitOperations.Log2(hugePageSizeBytes) << 26;
        var result = memfd_create([.. KernelText.ToBytes(name), 0], flags);
        return result < 0 ? throw new LinuxException("memfd_create", Marshal.GetLastPInvokeError(), name) : new SafeFileHandle(result, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int memfd_create(byte[] name, uint flags);
}
