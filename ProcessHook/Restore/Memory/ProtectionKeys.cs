using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>pkeys(7): a new address space gives them out from 1 in rising order. What they forbid lies in a register of each thread.</summary>
internal static class ProtectionKeys
{
    public static void Allocate(BatchRunner runner, int[] wanted)
    {
        var last = wanted.Length == 0 ? 0 : wanted.Max();
        for (var key = 1; key <= last; key++)
            runner.Add($"allocating protection key {key}", SystemCall.pkey_alloc, 0, 0);
        for (var key = 1; key <= last; key++)
        {
            if (!wanted.Contains(key))
                runner.Add($"freeing protection key {key}", SystemCall.pkey_free, key);
        }
    }

    /// <summary>At the very end, when the husk has nothing to write there any more. Memory that can only be executed gets its key from the kernel.</summary>
    public static void Apply(BatchRunner runner, MappingRecord mapping, int[] allocated)
    {
        if (!allocated.Contains(mapping.ProtectionKey))
            return;
        runner.Begin();
        var what = $"protecting memory at 0x{mapping.Address:x} by key {mapping.ProtectionKey}";
        runner.Add(what, SystemCall.pkey_mprotect, mapping.Address, mapping.LengthBytes, mapping.Protection, mapping.ProtectionKey);
    }
}
