using System.Collections.Immutable;

namespace Entracte.Coordinator.Attempts;

/// <summary>
/// The steps of one kind of attempt, in order, and the one at which it can no longer be undone. Both sides of the wire hold the same
/// routes, so an order needs to name only its step.
/// </summary>
/// <param name="Kind">Its name on the wire.</param>
/// <param name="PointOfNoReturn">Once anybody has taken this step, the attempt goes on to its end and failures become warnings.</param>
internal sealed record Route(RouteKind Kind, ImmutableArray<Step> Steps, Step PointOfNoReturn)
{
    /// <summary>
    /// The computation runs on as soon as its bytes are in the files. Checksums, syncing and commit need nothing of it, and should the
    /// disk fail now, then the attempt is given up behind its back.
    /// </summary>
    public static Route Checkpoint { get; } = new(
        RouteKind.Checkpoint,
        [Step.Suspend, Step.TakeInventory, Step.Drain, Step.Write, Step.Refill, Step.Resume, Step.Complete, Step.Commit],
        Step.Commit);

    /// <summary>It stays suspended until the image exists: what it would compute in between would be lost, what it would write would be done twice.</summary>
    public static Route CheckpointAndKill { get; } = new(
        RouteKind.CheckpointAndKill,
        [Step.Suspend, Step.TakeInventory, Step.Drain, Step.Write, Step.Complete, Step.Commit, Step.Kill],
        Step.Commit);

    /// <summary>Suspended first, so that nobody forks away from the signal.</summary>
    public static Route Kill { get; } = new(RouteKind.Kill, [Step.Suspend, Step.Kill], Step.Kill);

    public static Route Restart { get; } = new(
        RouteKind.Restart,
        [
            Step.Verify, Step.Invite, Step.CreateProcesses, Step.OpenDescriptors, Step.Connect, Step.RefillQueues, Step.RebuildMemory,
            Step.RebuildThreads, Step.Run,
        ],
        Step.Run);

    /// <summary>The image exists before anybody has ended, but it decides nothing: until they end, they can run on from their own memory.</summary>
    public static Route Departure { get; } = new(RouteKind.Departure, CheckpointAndKill.Steps, Step.Kill);

    public static Route Verification { get; } = new(RouteKind.Verification, [Step.Verify], Step.Verify);

    public static Route Of(RouteKind kind) => kind switch
    {
        RouteKind.Checkpoint => Checkpoint,
        RouteKind.CheckpointAndKill => CheckpointAndKill,
        RouteKind.Kill => Kill,
        RouteKind.Restart => Restart,
        RouteKind.Departure => Departure,
        RouteKind.Verification => Verification,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such route"),
    };

    public bool IsPastReturn(int position) => position > Steps.IndexOf(PointOfNoReturn);

    public bool IsAtNoReturn(int position) => position == Steps.IndexOf(PointOfNoReturn);
}
