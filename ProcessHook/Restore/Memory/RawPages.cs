using System.Runtime.InteropServices;
using Entracte.ImageFormat.Files;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>
/// The extents that lie in the file as they are in memory. The husk reads them from the front, in requests of some MiB; one processor fills a process with new
/// pages more slowly than memory could, so while a large one is at that, this side writes into it from the back, until both meet.
/// </summary>
internal sealed unsafe class RawPages : IDisposable
{
    private const long RequestBytes = 8 << 20;
    private const int PieceBytes = 64 << 10;
    private const long HelpedBytesLeast = 16 << 20;

    private readonly HuskServer husk;
    private readonly ProcessFileReader part;
    private readonly RawRun[] runs;
    private readonly byte* piece = (byte*)NativeMemory.AlignedAlloc(PieceBytes, 4096);
    private readonly bool isHelped;
    private int front;
    private int back;
    private long frontDone;
    private long backDone;

    /// <param name="husk">Its mappings are there, and writable where pages belong.</param>
    /// <param name="part">The image of the process.</param>
    /// <param name="isAlone">Whether no other process is being filled at the same time, so that a processor is left to help.</param>
    public RawPages(HuskServer husk, ProcessFileReader part, bool isAlone)
    {
        (this.husk, this.part) = (husk, part);
        runs = [.. part.RawRuns(0).OrderBy(run => run.FileOffset)];
        back = runs.Length - 1;
        isHelped = isAlone && Environment.ProcessorCount > 1 && runs.Sum(run => run.LengthBytes) >= HelpedBytesLeast;
    }

    /// <param name="remote">The file's descriptor in the husk.</param>
    public void ReadInto(int remote)
    {
        var request = new List<PageRun>();
        while (TakeFront(request) is { } offset)
            husk.ReadPages(remote, offset, CollectionsMarshal.AsSpan(request), isHelped ? WritePieceOfBack : null);
    }

    public void Dispose() => NativeMemory.AlignedFree(piece);

    /// <summary>What follows in the file is read by one request, wherever it goes.</summary>
    /// <returns>Where in the file it begins; null when nothing is left.</returns>
    private long? TakeFront(List<PageRun> request)
    {
        request.Clear();
        long? begin = null;
        var end = 0L;
        var room = RequestBytes;
        while (room > 0 && LeftOf(front) is var left and > 0)
        {
            var offset = runs[front].FileOffset + frontDone;
            if (begin is not null && offset != end)
                break;
            begin ??= offset;
            var count = Math.Min(left, room);
            request.Add(new PageRun(runs[front].Address + (ulong)frontDone, (ulong)count));
            end = offset + count;
            room -= count;
            frontDone += count;
            if (frontDone == runs[front].LengthBytes)
                (front, frontDone) = (front + 1, 0);
        }
        return begin;
    }

    private bool WritePieceOfBack()
    {
        var left = LeftOf(back);
        if (left <= 0)
            return false;
        var count = (int)Math.Min(PieceBytes, left);
        backDone += count;
        var position = runs[back].LengthBytes - backDone;
        var bytes = new Span<byte>(piece, count);
        part.ReadRaw(runs[back].FileOffset + position, bytes);
        ProcessVm.Write(husk.HostPid, runs[back].Address + (ulong)position, bytes);
        if (backDone == runs[back].LengthBytes)
            (back, backDone) = (back - 1, 0);
        return true;
    }

    /// <summary>What nobody has taken yet of a run, in bytes.</summary>
    private long LeftOf(int run)
        => run > back || run < front ? 0 : runs[run].LengthBytes - (run == front ? frontDone : 0) - (run == back ? backDone : 0);
}
