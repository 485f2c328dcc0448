namespace Entracte.Coordinator;

/// <summary>
/// What Entracte does, for those who embed it. Every call may be made from any thread and from any node; nothing is done by the caller's
/// thread. A call that cannot be granted ends in an <see cref="EntracteException"/>, whose <see cref="Failure"/> says why, with all
/// obstacles at once; the computation then runs on as if nothing had been asked. Cancelling a call aborts what it began, unless it
/// has been committed already.
/// </summary>
public interface IEntracte
{
    /// <summary>What the other nodes and the images call this machine.</summary>
    string NodeName { get; }

    /// <summary>Starts a program on this node as a new computation, detached from any terminal. Refused when a running computation has the same name.</summary>
    Task<ComputationStatus> LaunchAsync(LaunchRequest request, CancellationToken cancellation = default);

    /// <summary>Makes a process that runs already, with its descendants, a computation. The command's <c>launch</c> does the same with a registration file.</summary>
    Task<ComputationStatus> RegisterAsync(RegisterRequest request, CancellationToken cancellation = default);

    /// <summary>Takes a checkpoint. Ends when the image is committed (and, with Kill, the processes are gone); the computation has been running again long before.</summary>
    /// <exception cref="EntracteException">NotFound, Busy, Obstacles, ProcessEnded, TimedOut, StoreFailed, HostFailed. Nothing was harmed, no image was left.</exception>
    Task<CheckpointResult> CheckpointAsync(CheckpointRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// Verifies an image and prepares its restart on this node, up to where a husk is wanted. The caller then runs (or becomes) the program
    /// of the ticket within its time; the restart goes on by itself as soon as that one has connected.
    /// </summary>
    Task<RestartTicket> PrepareRestartAsync(RestartRequest request, CancellationToken cancellation = default);

    /// <summary>Waits until a restart that was prepared has all its processes running, or has failed.</summary>
    Task<RestartResult> RestartCompletionAsync(string restartId, CancellationToken cancellation = default);

    /// <summary>The two calls above in one: the node agent starts the husk itself, with the standard streams that the request names. For schedulers and <c>--detach</c>.</summary>
    Task<RestartResult> RestartAsync(RestartRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// Says how a root of a computation has ended, and hears what follows: when it has crashed and its policy says so, what is left of the computation is ended, and the
    /// answer has a ticket, as from <see cref="PrepareRestartAsync"/>. For those who stand for a program themselves; programs that were launched here are looked after anyway.
    /// </summary>
    Task<Sequel> ProgramEndedAsync(ProgramEnded ended, CancellationToken cancellation = default);

    /// <summary>
    /// Moves a computation to other nodes: ends when it runs there and is gone from where it was. Until the last moment a failure has it run on where it was, from its own
    /// memory; should the target fail just when it begins to run, it is restarted where it was, and the failure says so.
    /// </summary>
    /// <exception cref="EntracteException">As for a checkpoint and a restart.</exception>
    Task<MigrationResult> MigrateAsync(MigrateRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// Empties a node, by migrating what has processes there one after the other, and has it take nothing new; with Undo it takes something again. What cannot go runs on,
    /// and is named in the result.
    /// </summary>
    Task<EvictionResult> EvictAsync(EvictRequest request, CancellationToken cancellation = default);

    /// <summary>All nodes and all computations that the coordinator knows.</summary>
    Task<SystemStatus> StatusAsync(CancellationToken cancellation = default);

    /// <summary>The images of a computation (name or id), or of a directory of images, oldest first; also those not committed, which say so.</summary>
    Task<ImageList> ImagesAsync(ImagesRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// Copies one generation from a node's directory of images to another node or directory. It ends when the copy is verified and on the disk there; an image of
    /// several nodes gathers where the parts of each are copied to. A copy that breaks off leaves what it had, and the next one goes on from there.
    /// </summary>
    /// <exception cref="EntracteException">NotFound, StoreFailed, ImageDamaged, NodeLost. No half image was left.</exception>
    Task<ImageCopyResult> CopyImageAsync(ImageCopyRequest request, CancellationToken cancellation = default);

    /// <summary>Ends the processes of a computation with SIGKILL. Its images stay.</summary>
    Task<KillResult> KillAsync(KillRequest request, CancellationToken cancellation = default);

    /// <summary>Suspends the tree below a process on this node for a moment, only to say what could not be captured. No obstacle means that a checkpoint would be granted.</summary>
    Task<PreflightReport> PreflightAsync(int pid, CancellationToken cancellation = default);

    /// <summary>Reads an image of this node (one generation's directory) to its last byte and reports all damage, not only the first.</summary>
    Task<VerifyReport> VerifyAsync(string directory, CancellationToken cancellation = default);

    /// <summary>
    /// The stream of everything that happens from now on, to one computation (name or id) or, with null, to all. A reader that does not keep up
    /// loses events and is told how many by an <see cref="EventsLost"/>; it never slows a checkpoint down. The watching begins with the call; the result must be read
    /// or its enumerator disposed.
    /// </summary>
    IAsyncEnumerable<EntracteEvent> WatchAsync(string? target = null, CancellationToken cancellation = default);
}
