using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.SystemV;

/// <summary>The System V objects of a computation, their content among them except that of segments.</summary>
/// <param name="Segments">Of the whole namespace, by id: whatever is attached is needed.</param>
/// <param name="DetachedSegments">The computation's own ones that nobody has attached now, each with the member that is to keep it.</param>
/// <param name="Sets">By the host pid of the member that keeps them.</param>
/// <param name="Queues">By the host pid of the member that keeps them.</param>
/// <param name="Undos">By the host pid of the process whose they are.</param>
internal sealed record SystemVInventory(
    IReadOnlyDictionary<int, SystemVObject> Segments,
    IReadOnlyList<(FrozenMember Keeper, SystemVObject Segment)> DetachedSegments,
    ILookup<int, SemaphoreSetRecord> Sets,
    ILookup<int, MessageQueueRecord> Queues,
    ILookup<int, SemaphoreUndoRecord> Undos);
