using System.Runtime.InteropServices;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Processes;

/// <summary>
/// User, groups and capabilities; credentials belong to threads, so each sets its own. In a user namespace there is one user only, who has
/// every capability there until this takes them away.
/// </summary>
internal static class CredentialCalls
{
    private const uint CapabilityVersion3 = 0x20080522;
    private const int Capabilities = 41;
    private const int PR_CAP_AMBIENT_RAISE = 2;
    private const ulong CAP_SETPCAP = 1 << 8;

    /// <summary>Anybody may set this one.</summary>
    private const uint SECBIT_KEEP_CAPS = 1 << 4;

    public static void Add(SyscallBatch batch, ProcessRecord process, bool mayChangeUser, List<(int Call, string What)> required)
    {
        var wanted = process.Credentials;
        if (mayChangeUser)
            AddUserAndGroups(batch, wanted, required);
        // Secure bits may forbid ambient capabilities that are there already, and take a capability that may not be wanted.
        var hasBits = (wanted.SecureBits & ~SECBIT_KEEP_CAPS) != 0;
        AddCapabilities(batch, wanted, hasBits ? CAP_SETPCAP : 0, required);
        for (var capability = 0; capability < Capabilities; capability++)
        {
            if ((wanted.AmbientCapabilities >> capability & 1) != 0)
                required.Add((batch.Add(SystemCall.prctl, ProcessControl.PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0), "prctl(PR_CAP_AMBIENT_RAISE)"));
        }
        if (hasBits)
        {
            required.Add((batch.Add(SystemCall.prctl, ProcessControl.PR_SET_SECUREBITS, (ulong)wanted.SecureBits), "prctl(PR_SET_SECUREBITS)"));
            AddCapabilities(batch, wanted, 0, required);
        }
        else if (wanted.SecureBits != 0)
        {
            required.Add((batch.Add(SystemCall.prctl, ProcessControl.PR_SET_KEEPCAPS, 1), "prctl(PR_SET_KEEPCAPS)"));
        }
        // Only root can have captured such a process, and only he can go on with it.
        if (mayChangeUser && !process.IsDumpable)
            required.Add((batch.Add(SystemCall.prctl, ProcessControl.PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)"));
    }

    private static void AddCapabilities(SyscallBatch batch, CredentialsRecord wanted, ulong also, List<(int Call, string What)> required)
    {
        var header = batch.AddNumbers(CapabilityVersion3) /* and pid 0, which is oneself */;
        var (effective, permitted, inheritable) = (wanted.EffectiveCapabilities | also, wanted.PermittedCapabilities | also, wanted.InheritableCapabilities);
        uint[] sets = [(uint)effective, (uint)permitted, (uint)inheritable, (uint)(effective >> 32), (uint)(permitted >> 32), (uint)(inheritable >> 32)];
        required.Add((batch.Add(SystemCall.capset, header, batch.AddData(MemoryMarshal.AsBytes(sets.AsSpan()))), "capset"));
    }

    private static void AddUserAndGroups(SyscallBatch batch, CredentialsRecord wanted, List<(int Call, string What)> required)
    {
        for (var capability = 0; capability < Capabilities; capability++)
        {
            if ((wanted.BoundingCapabilities >> capability & 1) == 0)
                batch.Add(SystemCall.prctl, ProcessControl.PR_CAPBSET_DROP, capability);
        }
        var groups = batch.AddData(MemoryMarshal.AsBytes(wanted.SupplementaryGroups.AsSpan()));
        required.Add((batch.Add(SystemCall.setgroups, wanted.SupplementaryGroups.Length, groups), "setgroups"));
        required.Add((batch.Add(SystemCall.setresgid, (ulong)wanted.Groups[0], (ulong)wanted.Groups[1], (ulong)wanted.Groups[2]), "setresgid"));
        batch.Add(SystemCall.setfsgid, (ulong)wanted.Groups[3]);
        if (wanted.Users.All(user => user == 0))
            return;
        // The permitted set is to outlive the change of user; what of it remains is said right afterwards.
        batch.Add(SystemCall.prctl, ProcessControl.PR_SET_KEEPCAPS, 1);
        required.Add((batch.Add(SystemCall.setresuid, (ulong)wanted.Users[0], (ulong)wanted.Users[1], (ulong)wanted.Users[2]), "setresuid"));
        batch.Add(SystemCall.setfsuid, (ulong)wanted.Users[3]);
        batch.Add(SystemCall.prctl, ProcessControl.PR_SET_KEEPCAPS, 0);
        batch.Add(SystemCall.prctl, ProcessControl.PR_SET_DUMPABLE, 1);
    }
}
