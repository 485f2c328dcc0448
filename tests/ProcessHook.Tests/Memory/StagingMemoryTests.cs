using System.Runtime.InteropServices;
using Entracte.ProcessHook.Capture.Memory;
using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Tests.Memory;

public sealed unsafe class StagingMemoryTests
{
    private const int PageBytes = 4096;

    [Fact]
    public void More_scattered_pages_than_one_call_takes_arrive_in_order()
    {
        const int Pages = 2500;
        using var staging = StagingMemory.For([Pages * PageBytes / 4, Pages * PageBytes / 4])!;
        var memory = (byte*)NativeMemory.AlignedAlloc(2 * Pages * PageBytes, PageBytes);
        try
        {
            // Every other page, the first three as one run.
            for (var page = 0; page < 2 * Pages; page++)
                *(int*)(memory + page * PageBytes) = page;
            PageRun[] runs = [new PageRun((ulong)memory, 3 * PageBytes), .. Enumerable.Range(2, 1200).Select(run => new PageRun((ulong)(memory + 2 * run * PageBytes), PageBytes))];
            var lengthBytes = (long)PageRuns.LengthBytesOf(runs);
            var start = staging.TryReserve(lengthBytes)!.Value;
            staging.Copy(Environment.ProcessId, runs, start);
            var copied = staging.Slice(start, (int)lengthBytes);
            int[] expected = [0, 1, 2, .. Enumerable.Range(2, 1200).Select(run => 2 * run)];
            for (var page = 0; page < expected.Length; page++)
                Assert.Equal(expected[page], BitConverter.ToInt32(copied[(page * PageBytes)..]));
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [Fact]
    public void What_does_not_fit_gets_no_room_and_the_last_one_takes_it_away()
    {
        using var staging = StagingMemory.For([PageBytes])!;
        var first = staging.TryReserve(PageBytes);
        var second = staging.TryReserve(staging.LengthBytes - PageBytes);
        Assert.Equal(0, first);
        Assert.Equal(PageBytes, second);
        Assert.Null(staging.TryReserve(PageBytes));

        staging.Release();
        _ = staging.Slice(0, PageBytes);
        staging.Release();
        _ = staging.Slice(0, PageBytes);
        staging.Release();
        Assert.Throws<ObjectDisposedException>(() => staging.Slice(0, PageBytes)[0]);
    }

    [Fact]
    public void A_large_process_has_room_when_it_is_alone_and_a_very_large_one_for_a_part()
    {
        const long Large = 16 << 20, VeryLarge = 1L << 40;
        Assert.Null(StagingMemory.For([Large, Large]));
        Assert.Null(StagingMemory.For([]));
        using var alone = StagingMemory.For([Large]);
        Assert.InRange(alone!.LengthBytes, Large, Large + (4 << 20));
        using var part = StagingMemory.For([VeryLarge]);
        Assert.True(part is null || part.LengthBytes <= 256 << 20);
        using var small = StagingMemory.For([Large, PageBytes]);
        Assert.InRange(small!.LengthBytes, PageBytes, 2 << 20);
    }
}
