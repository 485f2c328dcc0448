using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;
using Microsoft.Win32.SafeHandles;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>
/// Memory that is laid out before anybody stands still. While the hook writes one half of a process into the page cache, where one file is written by one
/// processor at a time, another processor copies the other half to here; it goes into the file when the process runs again.
/// </summary>
internal sealed class StagingMemory : IDisposable
{
    /// <summary>Below that the second processor is not awake before all is done.</summary>
    public const long BytesLeast = 4 << 20;

    /// <summary>A large process must not be held in memory twice.</summary>
    private const long BytesMost = 256 << 20;

    private const int HugePageBytes = 2 << 20;
    private const int PieceBytes = 1 << 24;

    private readonly AnonymousMemory memory;

    private StagingMemory(AnonymousMemory memory) => this.memory = memory;

    public long LengthBytes => memory.LengthBytes;

    public long UsedBytes { get; private set; }

    /// <param name="residentBytes">What the process has in memory, more or less.</param>
    /// <returns>Null where it would not help, or where there is no room for it.</returns>
    public static StagingMemory? For(long residentBytes)
    {
        var lengthBytes = Math.Min(Math.Min(BytesMost, BytesToSpare()), residentBytes / 2) & ~(HugePageBytes - 1L);
        return lengthBytes >= BytesLeast && Environment.ProcessorCount > 1 && AnonymousMemory.TryCreate(lengthBytes) is { } memory ? new StagingMemory(memory) : null;
    }

    /// <summary>Copies these pages here, one behind the other.</summary>
    public void Copy(int hostPid, IReadOnlyList<PageRun> runs)
    {
        foreach (var run in runs)
        {
            for (var done = 0UL; done < run.LengthBytes; done += PieceBytes)
            {
                var piece = memory.Slice(UsedBytes, (int)Math.Min(PieceBytes, run.LengthBytes - done));
                ProcessVm.Read(hostPid, run.Address + done, piece);
                UsedBytes += piece.Length;
            }
        }
    }

    /// <summary>Writes what was copied.</summary>
    public void WriteTo(SafeFileHandle file, long fileOffset)
    {
        for (var done = 0L; done < UsedBytes; done += PieceBytes)
            RandomAccess.Write(file, memory.Slice(done, (int)Math.Min(PieceBytes, UsedBytes - done)), fileOffset + done);
    }

    public void Dispose() => memory.Dispose();

    /// <summary>A small part of what is free, and of what this process may have at all (cgroups(7)).</summary>
    private static long BytesToSpare() => Math.Min(MemoryInformation.AvailableBytes() / 8, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 32);
}
