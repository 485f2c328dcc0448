using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary>Neighbouring pages of one category: <c>struct page_region</c> (include/uapi/linux/fs.h).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PageMapRegion(ulong Start, ulong End, ulong Categories)
{
    public ulong LengthBytes => End - Start;
}
