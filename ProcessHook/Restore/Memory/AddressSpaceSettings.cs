using System.Runtime.InteropServices;
using Entracte.ImageFormat.Files;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>
/// What the kernel keeps about an address space beside its mappings: program break, where the command line lies, auxiliary vector, executable (prctl(2),
/// PR_SET_MM_MAP). Needs the mappings in place, and the privilege that a husk has in its namespace until it gives it up.
/// </summary>
internal static class AddressSpaceSettings
{
    private const uint NoFile = uint.MaxValue;
    private const int ScratchBytes = 4096;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;

    /// <param name="husk">With its mappings in place.</param>
    /// <param name="part">The image of the process.</param>
    /// <param name="executables">Those that no path leads to, by the ids of their content.</param>
    public static void Apply(HuskServer husk, ProcessFileReader part, IReadOnlyDictionary<ulong, SafeFileHandle> executables)
    {
        var space = part.Record.Process.AddressSpace;
        var executable = part.Record.MappedFiles.FirstOrDefault(file => file.Id == space.ExecutableFileId);
        // The structure points to the vector, so both are put where their addresses are known.
        var batch = new SyscallBatch();
        var mapped = batch.Add(SystemCall.mmap, 0, ScratchBytes, MappingFlags.PROT_READ | MappingFlags.PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        var opened = executable is null ? -1 : batch.Add(SystemCall.open, batch.AddString(executable.Path), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC);
        var reply = husk.Run(batch);
        var scratch = (ulong)reply.Result(mapped);
        var descriptor = opened >= 0 ? (uint)reply.Result(opened)
            : executables.TryGetValue(space.ExecutableContentId, out var content) ? (uint)husk.SendDescriptors(content)[0] : NoFile;
        ProcessVm.Write(husk.HostPid, scratch, space.AuxiliaryVector);

        batch = new SyscallBatch();
        var map = batch.AddData(Describe(space, scratch, descriptor));
        batch.Add(SystemCall.prctl, ProcessControl.PR_SET_MM, ProcessControl.PR_SET_MM_MAP, map, map.SizeBytes, 0);
        batch.Add(SystemCall.munmap, scratch, ScratchBytes);
        if (descriptor != NoFile)
            batch.Add(SystemCall.close, (ulong)descriptor);
        husk.Run(batch).ThrowIfAnyFailed();
    }

    private static MemoryMap Describe(AddressSpaceRecord space, ulong auxiliaryVector, uint executable) => new()
    {
        StartCode = space.StartCode,
        EndCode = space.EndCode,
        StartData = space.StartData,
        EndData = space.EndData,
        StartBreak = space.StartBreak,
        Break = space.Break,
        StartStack = space.StartStack,
        ArgumentsStart = space.ArgumentsStart,
        ArgumentsEnd = space.ArgumentsEnd,
        EnvironmentStart = space.EnvironmentStart,
        EnvironmentEnd = space.EnvironmentEnd,
        AuxiliaryVector = auxiliaryVector,
        AuxiliaryVectorBytes = (uint)space.AuxiliaryVector.Length,
        Executable = executable,
    };

    /// <summary><c>struct prctl_mm_map</c> (include/uapi/linux/prctl.h), 104 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryMap
    {
        public ulong StartCode;
        public ulong EndCode;
        public ulong StartData;
        public ulong EndData;
        public ulong StartBreak;
        public ulong Break;
        public ulong StartStack;
        public ulong ArgumentsStart;
        public ulong ArgumentsEnd;
        public ulong EnvironmentStart;
        public ulong EnvironmentEnd;
        public ulong AuxiliaryVector;
        public uint AuxiliaryVectorBytes;
        public uint Executable;
    }
}
