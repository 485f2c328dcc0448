using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>What is done to mappings at the very end: locking, after which memory that is mapped may be locked too, and sealing, after which nothing can be changed.</summary>
internal static class LateProtection
{
    public static void Apply(BatchRunner runner, ProcessFileReader part)
    {
        foreach (var mapping in part.Record.Mappings.Where(mapping => mapping.Kind != MappingKind.Kernel))
        {
            if (MappingFlags.IsLocked(mapping))
            {
                runner.Begin();
                runner.Add($"locking memory at 0x{mapping.Address:x}", SystemCall.mlock2, mapping.Address, mapping.LengthBytes, MappingFlags.IsLockedOnFault(mapping) ? MappingFlags.MLOCK_ONFAULT : 0);
            }
            ProtectionKeys.Apply(runner, mapping, part.Record.Process.ProtectionKeys);
            if (MappingFlags.IsSealed(mapping))
            {
                runner.Begin();
                runner.Add($"sealing memory at 0x{mapping.Address:x}", SystemCall.mseal, mapping.Address, mapping.LengthBytes, 0);
            }
        }
        if (part.Record.Process.AddressSpace.LockFuture is not 0 and var future)
        {
            runner.Begin();
            runner.Add("locking what is mapped from here on", SystemCall.mlockall, future);
        }
        runner.Send();
    }
}
