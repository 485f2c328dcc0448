using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;
using Entracte.ProcessHook.Proc;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>Which pages of shared memory exist, asked from within by mincore(2).</summary>
internal static class ResidentPages
{
    private const ulong PageBytes = 4096;
    private const int PagesPerCall = 65536;
    private const int MADV_WILLNEED = 3;

    public static IReadOnlyList<PageRun> Of(ISyscallServer server, MemoryArea area)
    {
        // What is swapped out does not count as resident: it is fetched first.
        if (area.SwappedBytes > 0)
        {
            var fetching = new SyscallBatch();
            fetching.Add(SystemCall.madvise, area.Start, area.LengthBytes, MADV_WILLNEED);
            server.Run(fetching).ThrowIfAnyFailed();
        }
        var runs = new List<PageRun>();
        for (var start = area.Start; start < area.End; start += PagesPerCall * PageBytes)
        {
            var length = Math.Min(PagesPerCall * PageBytes, area.End - start);
            var batch = new SyscallBatch();
            var presence = batch.AddSpace((int)(length / PageBytes));
            batch.Add(SystemCall.mincore, start, length, presence);
            Append(runs, start, server.Run(batch).ThrowIfAnyFailed().Bytes(presence));
        }
        return runs;
    }

    private static void Append(List<PageRun> runs, ulong start, ReadOnlySpan<byte> presence)
    {
        for (var page = 0; page < presence.Length; page++)
        {
            if ((presence[page] & 1) == 0)
                continue;
            var address = start + (ulong)page * PageBytes;
            if (runs is [.., var last] && last.Address + last.LengthBytes == address)
                runs[^1] = last with { LengthBytes = last.LengthBytes + PageBytes };
            else
                runs.Add(new PageRun(address, PageBytes));
        }
    }
}
