using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tracing;

/// <summary>rseq(2): a critical section that must not be continued once anything else ran on the thread (include/uapi/linux/rseq.h).</summary>
internal static class RestartableSequence
{
    private const ulong CriticalSectionOffset = 8;

    /// <summary>The address to go on at: the section's abort handler when inside of one.</summary>
    public static ulong Settle(int pid, RseqConfiguration rseq, ulong rip)
    {
        if (rseq.Pointer == 0)
            return rip;
        var descriptor = ProcessVm.Read<ulong>(pid, rseq.Pointer + CriticalSectionOffset);
        if (descriptor == 0)
            return rip;
        var section = ProcessVm.Read<CriticalSection>(pid, descriptor);
        return rip - section.Start < section.Length ? section.Abort : rip;
    }

    /// <summary><c>struct rseq_cs</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct CriticalSection(uint Version, uint Flags, ulong Start, ulong Length, ulong Abort);
}
