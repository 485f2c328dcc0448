using System.Runtime.InteropServices;
using Entracte.ImageFormat.Files;
using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>
/// The pages that lie in the file as they are in memory. Nearly all the time it takes to fill a process with them goes into making new pages, which several processors can do at once
/// for one process, and from without as well as from within: so they come from here, through the processor's cache, where their checksums cost little, and not by the husk's own read(2).
/// </summary>
internal static unsafe class RawPages
{
    private const int PageBytes = 4096;

    /// <summary>A worker takes so many pieces in a row, 4 MiB, until not much is left: a page table, which covers 2 MiB, has a lock that two workers should not have to wait for.</summary>
    private const int InARow = 16;

    /// <summary>Puts them into a husk whose mappings are there, and writable where pages belong.</summary>
    /// <param name="hostPid">The husk.</param>
    /// <param name="part">The image of the process.</param>
    /// <param name="workers">How many processors are at it.</param>
    /// <exception cref="ImageFormatException">The file is damaged.</exception>
    public static void Fill(int hostPid, ProcessFileReader part, int workers)
    {
        var pieces = part.PiecesOf(0);
        var next = 0;
        var turn = new Lock();
        SideBySide.ForEach([.. Enumerable.Range(0, Math.Min(workers, pieces.Count))], _ => Work());
        pieces.Verify();

        void Work()
        {
            var buffer = (byte*)NativeMemory.AlignedAlloc(RawPieces.Bytes, PageBytes);
            var runs = new List<RawRun>();
            try
            {
                for (var (piece, end) = Take(); piece < end; (piece, end) = piece + 1 < end ? (piece + 1, end) : Take())
                {
                    var length = pieces.Read(piece, new Span<byte>(buffer, RawPieces.Bytes), runs);
                    ProcessVm.Write(hostPid, runs.ConvertAll(run => new PageRun(run.Address, (ulong)run.LengthBytes)), new ReadOnlySpan<byte>(buffer, length));
                }
            }
            catch
            {
                lock (turn)
                    next = pieces.Count; // nobody needs the rest
                throw;
            }
            finally
            {
                NativeMemory.AlignedFree(buffer);
            }
        }

        (int Begin, int End) Take()
        {
            lock (turn)
            {
                var begin = next;
                next += Math.Min(Math.Clamp((pieces.Count - begin) / (2 * workers), 1, InARow), pieces.Count - begin);
                return (begin, next);
            }
        }
    }
}
