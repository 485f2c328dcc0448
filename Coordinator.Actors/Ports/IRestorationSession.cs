using Entracte.ProcessHook.Connections;

namespace Entracte.Coordinator.Ports;

/// <summary>
/// One machine's part of a restart. The steps come in this order, one at a time. DisposeAsync before the end of RunAsync removes
/// every process that was created; it may be called at any moment and waits for a step that is being taken.
/// </summary>
public interface IRestorationSession : IAsyncDisposable
{
    /// <summary>
    /// Reads what the image says of the processes that this machine restores, and verifies that and whether it fits the machine. All that is wrong is said at once
    /// (ObstaclesException, ImageFormatException). Their pages are verified by <see cref="RebuildMemoryAsync"/>.
    /// </summary>
    Task VerifyAsync(CancellationToken cancellation);

    /// <summary>From now on a husk is awaited; where the plan has streams, the host starts it.</summary>
    Task<Invitation> InviteAsync(CancellationToken cancellation);

    /// <summary>Ends when the husk has connected.</summary>
    Task AwaitHuskAsync(CancellationToken cancellation);

    Task CreateProcessesAsync(CancellationToken cancellation);

    /// <summary>Those that were created; the root first.</summary>
    IReadOnlyList<ProcessSummary> Created { get; }

    Task OpenDescriptorsAsync(CancellationToken cancellation);

    /// <summary>Where connections wait for their other ends on other nodes; known when all is opened.</summary>
    IReadOnlyList<ConnectionOffer> Offers { get; }

    /// <param name="offers">Of all nodes.</param>
    /// <param name="cancellation">Before it has begun.</param>
    Task ConnectAsync(IReadOnlyList<ConnectionOffer> offers, CancellationToken cancellation);

    Task RefillQueuesAsync(CancellationToken cancellation);

    /// <summary>Verifies the pages while they are put in their places (ImageFormatException).</summary>
    Task RebuildMemoryAsync(CancellationToken cancellation);

    Task RebuildThreadsAsync(CancellationToken cancellation);

    /// <summary>Hands over; all run. The first of the answers is the root.</summary>
    Task<IReadOnlyList<ProcessSummary>> RunAsync(CancellationToken cancellation);

    /// <summary>Has the husk print why the restart failed and end with status 125; nothing when none has connected.</summary>
    Task TellFailureAsync(string sentence);

    /// <summary>What is not quite as it was, in sentences; known when all run.</summary>
    IReadOnlyList<string> Notes { get; }
}
