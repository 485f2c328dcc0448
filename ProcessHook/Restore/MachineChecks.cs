using System.Runtime.Intrinsics.X86;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Processes;

namespace Entracte.ProcessHook.Restore;

/// <summary>Whether this machine can carry on with what another one, or this one under another kernel, has begun.</summary>
public static class MachineChecks
{
    /// <summary>
    /// Instructions that programs choose by looking at the processor once, at their start. Other flags of /proc/cpuinfo tell of the kernel's
    /// business, mitigations above all, and may differ.
    /// </summary>
    private static readonly HashSet<string> Instructions =
    [
        "cx8", "cx16", "cmov", "mmx", "fxsr", "sse", "sse2", "pni", "ssse3", "sse4_1", "sse4_2", "sse4a", "popcnt", "abm", "movbe", "aes", "pclmulqdq", "f16c", "fma", "fma4", "xop",
        "rdrand", "rdseed", "adx", "bmi1", "bmi2", "tbm", "avx", "avx2", "avx_vnni", "sha_ni", "vaes", "vpclmulqdq", "gfni", "clflushopt", "clwb", "clzero", "erms", "fsrm", "rdpid",
        "rdtscp", "fsgsbase", "invpcid", "movdiri", "movdir64b", "waitpkg", "serialize", "xsave", "xsavec", "amx_tile", "amx_int8", "amx_bf16",
    ];

    public static IEnumerable<Obstacle> Of(IEnumerable<ProcessFileRecord> parts)
    {
        // Asked once: on a virtual machine each CPUID goes to the host.
        var (features, vdso) = (ExtendedStateFeaturesHere, MachineCapture.VdsoChecksumHere);
        return parts.SelectMany(part => Of(part.Process.Pid, part.Process.Machine, MachineCapture.Here, features, vdso));
    }

    /// <param name="pid">Whose record it is.</param>
    /// <param name="then">The machine of the checkpoint.</param>
    /// <param name="now">The machine of the restart.</param>
    /// <param name="extendedStateFeatures">The XCR0 bits that it supports; 0 where it does not tell.</param>
    /// <param name="vdsoChecksum">CRC-32C of the vdso that its kernel maps.</param>
    internal static IEnumerable<Obstacle> Of(int pid, MachineRecord then, MachineRecord now, ulong extendedStateFeatures, uint vdsoChecksum)
    {
        if (then.Architecture != now.Architecture)
        {
            yield return new Obstacle(pid, null, $"It ran on {then.Architecture}, and this machine is {now.Architecture}.", $"Restart on a machine of type {then.Architecture}.");
            yield break;
        }
        if (then.PageSizeBytes != now.PageSizeBytes)
            yield return new Obstacle(pid, null, $"Its pages have {then.PageSizeBytes} bytes, this kernel's {now.PageSizeBytes}.", "Restart under a kernel with the same page size.");
        var missing = then.ProcessorFeatures.Where(flag => Instructions.Contains(flag) || flag.StartsWith("avx512", StringComparison.Ordinal)).Except(now.ProcessorFeatures).ToArray();
        if (missing.Length > 0)
            yield return new Obstacle(pid, null, $"This processor lacks {string.Join(", ", missing)}, which the program may use.", "Restart on a processor that has them.");
        if ((then.ExtendedStateFeatures & ~extendedStateFeatures) is var lost and not 0 && extendedStateFeatures != 0)
            yield return new Obstacle(pid, null, $"Its threads carry processor state (XCR0 bits 0x{lost:x}) that this processor does not have.", "Restart on a processor that has it.");
        if (then.VdsoChecksum != 0 && then.VdsoChecksum != vdsoChecksum)
        {
            var what = $"Its vdso is that of kernel {then.KernelRelease}, the one of {now.KernelRelease} is another; the program would jump into the wrong code.";
            yield return new Obstacle(pid, null, what, $"Restart under kernel {then.KernelRelease}.");
        }
    }

    /// <summary>CPUID leaf 13: the bits of XCR0 that the processor supports.</summary>
    private static ulong ExtendedStateFeaturesHere
    {
        get
        {
            if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 13)
                return 0;
            var (low, _, _, high) = X86Base.CpuId(13, 0);
            return (uint)low | (ulong)(uint)high << 32;
        }
    }
}
