using Entracte.ImageFormat.Copies;
using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Ports;

/// <summary>
/// One machine's part of a cut. The steps come in this order, one at a time; WriteAsync and CompleteAsync for several processes at once.
/// DisposeAsync lets everything run on that is still suspended and closes the files; it may be called at any moment, waits for a step that is being
/// taken, and never throws for a process that is gone.
/// </summary>
public interface ICutSession : IAsyncDisposable
{
    /// <summary>Looks around and makes room, so that nothing of that has to be done while somebody stands still.</summary>
    Task PrepareAsync(CancellationToken cancellation);

    /// <returns>All members on this machine. The first is the leader of what they share.</returns>
    Task<IReadOnlyList<ProcessSummary>> SuspendAsync(CancellationToken cancellation);

    Task TakeInventoryAsync(CancellationToken cancellation);

    /// <summary>What other nodes of the computation have to know of this one; known with the inventory, empty for a computation of one node.</summary>
    IReadOnlyList<RemoteEnd> RemoteEnds { get; }

    /// <param name="mates">What connections to other nodes lead to. Nothing is written before all nodes have taken this step.</param>
    /// <param name="cancellation">Before it has begun.</param>
    Task DrainAsync(IReadOnlyList<RemoteMate> mates, CancellationToken cancellation);

    /// <summary>Ends when all bytes of the process are in its file.</summary>
    Task WriteAsync(int hostPid, CancellationToken cancellation);

    Task RefillAsync(CancellationToken cancellation);

    Task ResumeAsync(CancellationToken cancellation);

    /// <summary>Checksums, records, and fsync where the image waits for the disk. The process may be running, or be gone.</summary>
    Task<PartRecord> CompleteAsync(int hostPid, CancellationToken cancellation);

    Task KillAsync(CancellationToken cancellation);

    /// <summary>What will not be quite as it was after a restart, in sentences; known with the inventory.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// The files of those for whom WriteAsync has ended, each as far as it is filled; not those that are copied into files later. What stands in front of its pages, and whatever is
    /// still missing behind, comes with CompleteAsync.
    /// </summary>
    IReadOnlyList<CopiedFile> WrittenParts { get; }

    /// <summary>Bytes that WriteAsync has put into files so far.</summary>
    long WrittenBytes { get; }
}
