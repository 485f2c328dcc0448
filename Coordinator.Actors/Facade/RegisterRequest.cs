using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A running process that, with its descendants, becomes a computation.</summary>
[MessagePackObject]
public sealed record RegisterRequest : IEntracteMessage
{
    /// <summary>As the node agent sees it; 0 when it has ended already: then it is about whoever has outlived it.</summary>
    [Key(0)] public int Pid { get; init; }

    /// <summary>Empty: the program's file name and pid.</summary>
    [Key(1)] public string Name { get; init; } = "";

    /// <summary>Empty: the default of reference.hocon.</summary>
    [Key(2)] public string ImagesDirectory { get; init; } = "";

    /// <summary>Seconds between checkpoints that are taken without being asked for; 0: none.</summary>
    [Key(3)] public double IntervalSeconds { get; init; }

    /// <summary>How many generations an automatic checkpoint leaves; 0: all.</summary>
    [Key(4)] public int Keep { get; init; }

    /// <summary>
    /// The id under which the process was launched or restarted (its mark ENTRACTE_COMPUTATION carries it); empty: a new one is made.
    /// Registering an id that is known already changes nothing but the roots.
    /// </summary>
    [Key(5)] public string ComputationId { get; init; } = "";
    [Key(6)] public StandingOrders Standing { get; init; } = StandingOrders.None;
    [Key(7)] public RecoveryPolicy Policy { get; init; } = RecoveryPolicy.Nothing;

    /// <summary>See <see cref="Sequel.Life"/>; of a process that was launched 0.</summary>
    [Key(8)] public long Life { get; init; }
}
