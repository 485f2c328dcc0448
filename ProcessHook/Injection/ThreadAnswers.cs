namespace Entracte.ProcessHook.Injection;

/// <summary>What only the thread itself can be asked.</summary>
/// <param name="AlternateStackAddress">sigaltstack(2): ss_sp.</param>
/// <param name="AlternateStackFlags">ss_flags; SS_ONSTACK is left out, the stack pointer tells it.</param>
/// <param name="AlternateStackBytes">ss_size.</param>
/// <param name="TidAddress">prctl(PR_GET_TID_ADDRESS): the word that the kernel clears and wakes when the thread ends, see set_tid_address(2).</param>
/// <param name="TimerSlackNanoseconds">prctl(PR_GET_TIMERSLACK).</param>
/// <param name="Controls">The rest of prctl(2) that is a thread's own.</param>
public readonly record struct ThreadAnswers(
    ulong AlternateStackAddress, int AlternateStackFlags, ulong AlternateStackBytes, ulong TidAddress, long TimerSlackNanoseconds, ThreadControls Controls);
