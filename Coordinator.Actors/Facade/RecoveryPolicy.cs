using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>What is done for a computation when something of it is lost, without anybody being asked. It travels with its registrations.</summary>
[MessagePackObject]
public sealed record RecoveryPolicy : IEntracteMessage
{
    /// <summary>How many times it is chosen to be rolled back after a crash when nobody says a number.</summary>
    public const int DefaultCrashRestarts = 3;

    /// <summary>How often a computation is rolled back at most because a program of it has crashed; 0: never.</summary>
    [Key(0)] public int CrashRestarts { get; init; }

    /// <summary>How often that has been done.</summary>
    [Key(1)] public int CrashRestartsUsed { get; init; }
    [Key(2)] public OnNodeLoss OnNodeLoss { get; init; }

    /// <summary>How many nodes that have nothing of it may take lost processes, one after the other; 0: as many as there are.</summary>
    [Key(3)] public int Spares { get; init; }

    /// <summary>Only these nodes may, in this order; empty: all.</summary>
    [Key(4)] public string[] SpareNodes { get; init; } = [];

    /// <summary>How many spares have been taken.</summary>
    [Key(5)] public int SparesUsed { get; init; }

    /// <summary>None.</summary>
    public static RecoveryPolicy Nothing { get; } = new();

    [IgnoreMember] public int CrashRestartsLeft => Math.Max(0, CrashRestarts - CrashRestartsUsed);

    // Arrays have no equality of their own.
    public bool Equals(RecoveryPolicy? other) => other is not null && CrashRestarts == other.CrashRestarts && CrashRestartsUsed == other.CrashRestartsUsed
        && OnNodeLoss == other.OnNodeLoss && Spares == other.Spares && SparesUsed == other.SparesUsed && SpareNodes.SequenceEqual(other.SpareNodes);

    public override int GetHashCode() => HashCode.Combine(CrashRestarts, CrashRestartsUsed, OnNodeLoss, Spares, SparesUsed, SpareNodes.Length);
}
