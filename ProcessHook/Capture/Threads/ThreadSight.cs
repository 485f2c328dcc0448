using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Capture.Threads;

/// <summary>What ptrace tells of a thread; to be seen before the hook comes in and borrows the registers and the mask of one.</summary>
/// <param name="PendingSignals">Of the thread alone: siginfo_t of 128 bytes each.</param>
internal sealed record ThreadSight(
    int HostTid,
    UserRegisters Registers,
    InterruptedCall? Call,
    byte[] ExtendedState,
    ulong BlockedSignals,
    byte[] PendingSignals,
    RseqConfiguration Rseq,
    (ulong Head, ulong LengthBytes) RobustList)
{
    /// <summary>On the tracer thread.</summary>
    public static ThreadSight Of(Tracee thread)
    {
        var context = thread.Context;
        return new ThreadSight(
            thread.Tid, context.Native, thread.InterruptedCall, context.ExtendedState, context.SignalMask, thread.PeekPendingSignals(shared: false), context.Rseq, thread.GetRobustList());
    }
}
