using System.Buffers.Binary;
using Entracte.ImageFormat.Checksums;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Mono.Unix.Native;

namespace Entracte.ProcessHook.Capture.Processes;

/// <summary>What of the machine a process can tell, and a restart must therefore find again.</summary>
public static class MachineCapture
{
    private const int ExtendedFeaturesOffset = 464;
    private static readonly Lazy<MachineRecord> Own = new(ReadOwn);

    // It stays what it is as long as this process lives, which has thousands of mappings among which it has to be found.
    private static readonly Lazy<uint> OwnVdsoChecksum = new(
        static () => MemoryAreas.WithoutDetailsOf(Environment.ProcessId).FirstOrDefault(AreaKinds.IsVdso) is { } vdso ? ChecksumOfVdso(Environment.ProcessId, vdso) : 0,
        LazyThreadSafetyMode.PublicationOnly);

    /// <summary>This machine, without the parts that need a process: extended state and vdso.</summary>
    public static MachineRecord Here => Own.Value;

    /// <summary>CRC-32C of the vdso that this kernel maps; 0 without one.</summary>
    public static uint VdsoChecksumHere => OwnVdsoChecksum.Value;

    internal static MachineRecord Of(FrozenMember member)
    {
        var state = member.Threads[0].ExtendedState;
        return Here with { ExtendedStateFeatures = FeaturesOf(state), ExtendedStateSizeBytes = state.Length, VdsoChecksum = member.VdsoChecksum, Clock = ClockCapture.Of(member.LivingTid) };
    }

    /// <summary>XCR0 lies in the bytes that software may use of the XSAVE area (arch/x86/kernel/fpu/xstate.h).</summary>
    public static ulong FeaturesOf(ReadOnlySpan<byte> extendedState)
        => extendedState.Length < ExtendedFeaturesOffset + 8 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(extendedState[ExtendedFeaturesOffset..]);

    internal static uint ChecksumOfVdso(int hostPid, MemoryArea vdso)
    {
        var content = new byte[vdso.LengthBytes];
        ProcessVm.Read(hostPid, vdso.Start, content);
        return Crc32C.Of(content);
    }

    private static MachineRecord ReadOwn()
    {
        Syscall.uname(out var name);
        var flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "";
        return new MachineRecord
        {
            Architecture = name.machine,
            KernelRelease = name.release,
            PageSizeBytes = Environment.SystemPageSize,
            ProcessorFeatures = flags[(flags.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries),
        };
    }
}
