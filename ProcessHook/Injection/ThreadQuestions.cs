using System.Buffers;
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
    private const int AtOnce = ProcessVm.VectorsMax / 2;
    private const int FrameOffset = Contract.ThreadSlotBytes + Contract.ThreadStackBytes;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private static readonly int AnswersOffset = (int)Marshal.OffsetOf<Contract.Parameters>(nameof(Contract.Parameters.Answers));

    private readonly ulong answersAddress = areaStart + Contract.ParametersOffset + (ulong)AnswersOffset;

    public Dictionary<int, ThreadAnswers> Ask(IReadOnlyList<Tracee> threads)
    {
        var contexts = threads.Select(thread => thread.Context).ToArray();
        Fill(contexts);
        reached(InjectionStep.ThreadsFilled);
        for (var index = 0; index < threads.Count; index++)
            Send(threads[index], contexts[index], SlotAddress(index));
        AwaitAnswers(threads);
        Stop(threads);
        var slots = ReadSlots(threads.Count);
        for (var index = 0; index < threads.Count; index++)
            Return(threads[index], contexts[index], SlotAddress(index));
        return Enumerable.Range(0, threads.Count).ToDictionary(index => threads[index].Tid, index => Answers(slots.AsSpan(index * Contract.ThreadSlotBytes)));
    }

    private ulong SlotAddress(int index) => slotsStart + (ulong)(index * strideBytes);

    /// <summary>All slots and frames, some at a time; the stacks between them stay empty.</summary>
    private void Fill(HomeContext[] contexts)
    {
        var frameBytes = strideBytes - FrameOffset;
        var lengthBytes = Contract.ThreadSlotBytes + frameBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(contexts.Length, AtOnce) * lengthBytes);
        for (var begin = 0; begin < contexts.Length; begin += AtOnce)
        {
            var runs = new List<PageRun>();
            var filled = 0;
            foreach (var index in Enumerable.Range(begin, Math.Min(AtOnce, contexts.Length - begin)))
            {
                var address = SlotAddress(index);
                Fill(buffer.AsSpan(filled, lengthBytes), address, contexts[index]);
                runs.Add(new PageRun(address, Contract.ThreadSlotBytes));
                runs.Add(new PageRun(address + FrameOffset, (ulong)frameBytes));
                filled += lengthBytes;
            }
            ProcessVm.Write(pid, runs, buffer.AsSpan(0, filled));
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private byte[] ReadSlots(int count)
    {
        var slots = new byte[count * Contract.ThreadSlotBytes];
        for (var begin = 0; begin < count; begin += ProcessVm.VectorsMax)
        {
            var runs = Enumerable.Range(begin, Math.Min(ProcessVm.VectorsMax, count - begin)).Select(index => new PageRun(SlotAddress(index), Contract.ThreadSlotBytes)).ToList();
            ProcessVm.Read(pid, runs, slots.AsSpan(begin * Contract.ThreadSlotBytes, runs.Count * Contract.ThreadSlotBytes));
        }
        return slots;
    }

    private void Fill(Span<byte> bytes, ulong address, HomeContext context)
    {
        var slot = new Contract.ThreadSlot
        {
            Home = new Contract.Home { Frame = address + FrameOffset, RestartError = (uint)context.RestartError },
            Parameters = areaStart + Contract.ParametersOffset,
        };
        MemoryMarshal.Write(bytes, in slot);
        SignalFrame.Write(bytes[Contract.ThreadSlotBytes..], address + FrameOffset, context);
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
        return new ThreadAnswers(slot.AlternateStackAddress, slot.AlternateStackFlags, slot.AlternateStackBytes, slot.TidAddress, slot.TimerSlackNanoseconds, slot.Controls);
    }

    private static void Demand(long result, string call)
    {
        if (result < 0)
            throw new LinuxException(call, (int)-result, "a thread about itself");
    }
}
