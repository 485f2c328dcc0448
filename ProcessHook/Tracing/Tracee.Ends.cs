using System.Diagnostics;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Tracing;

/// <summary>How a tracee stops, ends, and is let go by somebody who has given up.</summary>
public sealed partial class Tracee
{
    /// <summary>For a thread that did not stop in time and that nobody wants any more: lets go of it as soon as it stops.</summary>
    /// <returns>Whether that is done.</returns>
    internal bool TryAbandon()
    {
        if (!IsStopped && !HasEnded && TryTakeStatus(out var status))
            Look(status);
        if (IsStopped)
        {
            CureIfAlive();
            Detach();
        }
        else if (!HasEnded && !TaskList.HasEnded(HostPid, Tid))
            return false;
        else
            HasEnded = true;
        return !HasEnded || TryCollect();
    }

    /// <summary>Let go as it is, an interrupted call might fail that the program never saw fail.</summary>
    private void CureIfAlive()
    {
        try
        {
            if (!isCured)
                TakeNative();
        }
        catch (LinuxException)
        {
            // It has left its stop without us: it is being killed.
        }
    }

    /// <summary>Takes the status of a thread that has ended, if nobody has, so that it does not stay a zombie while we live. The main thread's turn is the last.</summary>
    private bool TryCollect() => isCollected |= Wait.TryTake(Tid, out _);

    /// <summary>After a kill: collects the end of the thread.</summary>
    internal void WaitForEnd()
    {
        while (!HasEnded)
            HasEnded = TakeStatus().HasEnded;
    }

    private WaitStatus TakeStatus()
    {
        WaitStatus status;
        for (var patience = new Patience(StepYields); !TryTakeStatus(out status); patience.Pause())
        {
            if (IsDead(patience))
                return default;
        }
        return status;
    }

    /// <summary>
    /// Of a process that was killed the main thread is not reported before all its other threads are collected, and these wait for us as well
    /// (kernel/exit.c, delay_group_leader): who waits for the main thread alone waits for ever. So /proc is asked too.
    /// </summary>
    private bool IsDead(Patience patience) => patience.IsLong && TaskList.HasEnded(HostPid, Tid);

    /// <summary>
    /// For a child that the framework's Process class has started: it takes the statuses of all its children at each SIGCHLD, stops of tracees included, so the
    /// stop itself has to be looked at.
    /// </summary>
    private bool TryTakeStatus(out WaitStatus status)
    {
        var isTaken = Wait.TryTake(Tid, out status) || (isOwnChild && Ptrace.TryReadStop(Tid, out status));
        isCollected |= isTaken && status.HasEnded;
        return isTaken;
    }

    private void Look(WaitStatus status)
    {
        HasEnded = status.HasEnded;
        IsStopped = status.IsEventStop;
        IsGroupStopped = status.IsGroupStop;
        if (HasEnded || IsStopped)
            return;
        // Any other stop has used up the pending interrupt (ptrace(2) does not say so): ask again, then deliver the signal.
        Interrupt();
        Heed(Ptrace.TryContinue(Tid, status.IsSignalStop ? status.StopSignal : 0));
    }

    /// <summary>ESRCH means that the thread left its stop without us: it is being killed.</summary>
    private void Heed(int errno)
    {
        if (errno == 0)
            return;
        var clock = Stopwatch.StartNew();
        // The status first: taking it is what frees the dead thread.
        for (var patience = new Patience(); errno == ESRCH && !HasEnded && clock.Elapsed < DyingTime; patience.Pause())
            HasEnded = (TryTakeStatus(out var status) && status.HasEnded) || TaskList.HasEnded(HostPid, Tid);
        if (!HasEnded)
            throw new LinuxException("ptrace", errno, $"thread {Tid} of process {HostPid}");
    }
}
