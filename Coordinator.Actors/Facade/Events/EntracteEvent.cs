using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>Something that happened to a computation.</summary>
[MessagePackObject]
[Union(0, typeof(ComputationAppeared))]
[Union(1, typeof(ComputationEnded))]
[Union(2, typeof(CheckpointBegan))]
[Union(3, typeof(BarrierPassed))]
[Union(4, typeof(BytesWritten))]
[Union(5, typeof(CheckpointCommitted))]
[Union(6, typeof(CheckpointFailed))]
[Union(7, typeof(RestartBegan))]
[Union(8, typeof(RestartSucceeded))]
[Union(9, typeof(RestartFailed))]
[Union(10, typeof(EventsLost))]
[Union(11, typeof(RollbackBegan))]
[Union(12, typeof(RolledBack))]
[Union(13, typeof(RollbackGivenUp))]
[Union(14, typeof(ImageSpread))]
[Union(15, typeof(MigrationBegan))]
[Union(16, typeof(MigrationSucceeded))]
[Union(17, typeof(MigrationFailed))]
public abstract record EntracteEvent : IEntracteMessage
{
    [Key(0)] public string ComputationId { get; init; } = "";
    [Key(1)] public string Name { get; init; } = "";
    [Key(2)] public long AtUnixMilliseconds { get; init; }

    /// <summary>The generation being written or restarted; 0 where none is concerned.</summary>
    [Key(3)] public int Generation { get; init; }
}
