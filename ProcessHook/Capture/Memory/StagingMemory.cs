using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>
/// Memory that is laid out before anybody stands still. Small processes are copied to here as they are: that takes less time than to have a file made and a hook write
/// into it. So is a larger one that is alone, by two processors. Where there is not so much room the hook writes one half of it into the page cache, where one file is
/// written by one processor at a time, while another processor copies the other half to here. It all goes into the files when everybody runs again.
/// </summary>
internal sealed class StagingMemory : IDisposable
{
    /// <summary>Up to here a process is small. Of more, the second processor is awake before the first one is done.</summary>
    public const long SmallBytesMost = 4 << 20;

    /// <summary>What a process may have come to need since it was looked at.</summary>
    private const long GrowthBytes = 1 << 16;

    /// <summary>Large processes must not be held in memory twice.</summary>
    private const long BytesMost = 256 << 20;

    private const int HugePageBytes = 2 << 20;
    private const int PieceBytes = 1 << 24;

    private readonly AnonymousMemory memory;
    private long reservedBytes;
    private int users = 1;

    private StagingMemory(AnonymousMemory memory) => this.memory = memory;

    public long LengthBytes => memory.LengthBytes;

    /// <param name="ownBytes">What each of the processes has of its own in memory, more or less.</param>
    /// <returns>Null where it would not help, or where there is no room for it.</returns>
    public static StagingMemory? For(IReadOnlyList<long> ownBytes)
    {
        var most = Math.Min(BytesMost, BytesToSpare());
        var whole = ownBytes.Where(bytes => bytes <= SmallBytesMost || ownBytes.Count == 1).Sum(bytes => bytes + GrowthBytes);
        if (ownBytes is [> SmallBytesMost and var alone] && whole > most)
            whole = HalfOf(alone);
        var lengthBytes = Math.Min(whole + HugePageBytes - 1, most) & ~(HugePageBytes - 1L);
        return lengthBytes > 0 && AnonymousMemory.TryCreate(lengthBytes) is { } memory ? new StagingMemory(memory) : null;
    }

    /// <summary>Sets room aside. May be called from several threads.</summary>
    /// <returns>Where it begins (bytes); null when there is not so much left.</returns>
    public long? TryReserve(long lengthBytes)
    {
        for (var start = Interlocked.Read(ref reservedBytes); start + lengthBytes <= LengthBytes;)
        {
            var found = Interlocked.CompareExchange(ref reservedBytes, start + lengthBytes, start);
            if (found == start)
            {
                Interlocked.Increment(ref users);
                return start;
            }
            start = found;
        }
        return null;
    }

    /// <summary>Says that one of those who had reserved room needs it no more, or whoever has made it that nobody will reserve any more. The last one's takes it all away.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref users) == 0)
            Dispose();
    }

    /// <summary>Copies these pages here, one behind the other.</summary>
    public void Copy(int hostPid, IReadOnlyList<PageRun> runs, long start)
    {
        var portion = new List<PageRun>();
        var bytes = 0UL;
        foreach (var run in runs)
        {
            for (var done = 0UL; done < run.LengthBytes;)
            {
                var part = new PageRun(run.Address + done, Math.Min(run.LengthBytes - done, PieceBytes - bytes));
                portion.Add(part);
                bytes += part.LengthBytes;
                done += part.LengthBytes;
                if (bytes == PieceBytes || portion.Count == ProcessVm.VectorsMax)
                    Flush();
            }
        }
        Flush();

        void Flush()
        {
            ProcessVm.Read(hostPid, portion, memory.Slice(start, (int)bytes));
            start += (long)bytes;
            portion.Clear();
            bytes = 0;
        }
    }

    /// <summary>What was copied.</summary>
    public ReadOnlySpan<byte> Slice(long start, int lengthBytes) => memory.Slice(start, lengthBytes);

    public void Dispose() => memory.Dispose();

    /// <summary>Nothing where there is no second processor that could copy it.</summary>
    private static long HalfOf(long alone) => Environment.ProcessorCount > 1 ? alone / 2 : 0;

    /// <summary>A small part of what is free, and of what this process may have at all (cgroups(7)).</summary>
    private static long BytesToSpare() => Math.Min(MemoryInformation.AvailableBytes() / 8, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 32);
}
