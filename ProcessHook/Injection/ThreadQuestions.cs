using System.Diagnostics;
using System.Runtime.InteropServices;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Tracing;

namespace Entracte.ProcessHook.Injection;

/// <summary>
/// Lets every thread that does not run the hook ask the kernel what only it can ask. Each gets a slot in the hook's area with a stack, its signal frame and room
/// for the answers; from its first changed register on it stands where it goes home by itself. They all run at the same time, and wait on a futex, which the hook
/// wakes when it finds itself alone.
/// </summary>
internal sealed class ThreadQuestions(int pid, ulong areaStart, ulong slotsStart, int strideBytes, Action<InjectionStep> reached)
{
    private const ulong EverySignal = ulong.MaxValue;
    private const ulong DirectionFlag = 0x400;
    private const int FrameOffset = Contract.ThreadSlotBytes + Contract.ThreadStackBytes;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private static readonly int AnswersOffset = (int)Marshal.OffsetOf<Contract.Parameters>(nameof(Contract.Parameters.Answers));

    private readonly ulong answersAddress = areaStart + Contract.ParametersOffset + (ulong)AnswersOffset;

    public Dictionary<int, ThreadAnswers> Ask(IReadOnlyList<Tracee> threads)
    {
        var contexts = threads.Select(thread => thread.Context).ToArray();
        var slots = new byte[threads.Count * strideBytes];
        for (var index = 0; index < threads.Count; index++)
            Fill(slots.AsSpan(index * strideBytes, strideBytes), SlotAddress(index), contexts[index]);
        ProcessVm.Write(pid, slotsStart, slots);
        reached(InjectionStep.ThreadsFilled);
        for (var index = 0; index < threads.Count; index++)
            Send(threads[index], contexts[index], SlotAddress(index));
        AwaitAnswers(threads);
        Stop(threads);
        ProcessVm.Read(pid, slotsStart, slots);
        for (var index = 0; index < threads.Count; index++)
            Return(threads[index], contexts[index], SlotAddress(index));
        return Enumerable.Range(0, threads.Count).ToDictionary(index => threads[index].Tid, index => Answers(slots.AsSpan(index * strideBytes)));
    }

    private ulong SlotAddress(int index) => slotsStart + (ulong)(index * strideBytes);

    private void Fill(Span<byte> bytes, ulong address, HomeContext context)
    {
        var slot = new Contract.ThreadSlot
        {
            Home = new Contract.Home { Frame = address + FrameOffset, RestartError = (uint)context.RestartError },
            Parameters = areaStart + Contract.ParametersOffset,
        };
        MemoryMarshal.Write(bytes, in slot);
        SignalFrame.Write(bytes[FrameOffset..], address + FrameOffset, context);
    }

    private void Send(Tracee thread, HomeContext context, ulong slot)
    {
        thread.SetRegisters(At(context, Contract.EntryThreadHome, slot));
        reached(InjectionStep.ThreadPointingHome);
        thread.SetSignalMask(EverySignal);
        reached(InjectionStep.ThreadSignalsBlocked);
        thread.SetRegisters(At(context, Contract.EntryThreadAsk, slot));
        reached(InjectionStep.ThreadPointingToQuestions);
        thread.Continue();
        reached(InjectionStep.ThreadAsking);
    }

    private void AwaitAnswers(IReadOnlyList<Tracee> threads)
    {
        var clock = Stopwatch.StartNew();
        var patience = new Patience();
        while (ProcessVm.Read<uint>(pid, answersAddress) < (uint)threads.Count)
        {
            if (clock.Elapsed > AnswerTime)
                throw new TimeoutException($"the threads of process {pid} did not answer within {AnswerTime.TotalSeconds} s");
            foreach (var thread in threads)
                thread.KeepRunning();
            patience.Pause();
        }
    }

    private void Stop(IReadOnlyList<Tracee> threads)
    {
        var clock = Stopwatch.StartNew();
        foreach (var thread in threads)
            thread.Interrupt();
        foreach (var thread in threads)
        {
            if (!thread.WaitForEventStop(clock, AnswerTime))
                throw new TimeoutException($"thread {thread.Tid} of process {pid} did not stop within {AnswerTime.TotalSeconds} s");
            if (thread.HasEnded)
                throw new ProcessGoneException(pid, "questions to its threads");
        }
        reached(InjectionStep.ThreadsStopped);
    }

    /// <summary>Off the slot's small stack first: with the mask set back a handler could run on it.</summary>
    private void Return(Tracee thread, HomeContext context, ulong slot)
    {
        thread.SetRegisters(At(context, Contract.EntryThreadHome, slot));
        reached(InjectionStep.ThreadTurnedHome);
        thread.SetSignalMask(context.SignalMask);
        reached(InjectionStep.ThreadMaskSet);
        thread.SetRegisters(context.Native);
        reached(InjectionStep.ThreadNative);
    }

    private UserRegisters At(HomeContext context, int entry, ulong slot)
        => context.Home with { Rip = areaStart + (ulong)entry, Rbx = slot, Eflags = context.Home.Eflags & ~DirectionFlag };

    private static ThreadAnswers Answers(ReadOnlySpan<byte> bytes)
    {
        var slot = MemoryMarshal.Read<Contract.ThreadSlot>(bytes);
        Demand(slot.AlternateStackResult, "sigaltstack");
        Demand(slot.TidAddressResult, "prctl(PR_GET_TID_ADDRESS)");
        return new ThreadAnswers(slot.AlternateStackAddress, slot.AlternateStackFlags, slot.AlternateStackBytes, slot.TidAddress, slot.TimerSlackNanoseconds);
    }

    private static void Demand(long result, string call)
    {
        if (result < 0)
            throw new LinuxException(call, (int)-result, "a thread about itself");
    }
}
