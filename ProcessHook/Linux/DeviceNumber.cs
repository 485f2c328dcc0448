namespace Entracte.ProcessHook.Linux;

/// <summary>makedev(3).</summary>
internal static class DeviceNumber
{
    /// <summary>fdinfo shows the kernel's own device number, 12 bits of major before 20 of minor; stat(2) shows another arrangement of the same.</summary>
    public static ulong OfKernel(ulong device)
    {
        var (major, minor) = (device >> 20, device & 0xFFFFF);
        return minor & 0xFF | major << 8 | (minor & ~0xFFUL) << 12;
    }
}
