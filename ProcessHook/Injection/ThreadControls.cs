using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Injection;

/// <summary>What a thread has said of itself by prctl(2) and arch_prctl(2), as these tell it; anything else than the numbers below where they fail.</summary>
/// <param name="TimestampCounter">PR_GET_TSC: PR_TSC_ENABLE 1, PR_TSC_SIGSEGV 2.</param>
/// <param name="Cpuid">ARCH_GET_CPUID: 1 where the instruction may be used, 0 where it faults.</param>
/// <param name="MachineCheck">PR_MCE_KILL_GET: PR_MCE_KILL_LATE 0, PR_MCE_KILL_EARLY 1, PR_MCE_KILL_DEFAULT 2.</param>
/// <param name="NoNewPrivileges">PR_GET_NO_NEW_PRIVS: 0 or 1.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ThreadControls(int TimestampCounter, int Cpuid, int MachineCheck, int NoNewPrivileges);
