using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Linux;

/// <summary><c>struct iovec</c>, see readv(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector(void* start, long length)
{
    public void* Start = start;
    public nint Length = (nint)length;
}
