using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>What follows when a program has ended.</summary>
[MessagePackObject]
public sealed record Sequel : IEntracteMessage
{
    /// <summary>A sentence for people; empty where nothing has to be said.</summary>
    [Key(0)] public string Reason { get; init; } = "";

    /// <summary>Not null: the computation goes on as soon as the husk is started.</summary>
    [Key(1)] public RestartTicket? Ticket { get; init; }

    /// <summary>Of the life that begins. Every restart has a later one than all before it.</summary>
    [Key(2)] public long Life { get; init; }

    /// <summary>As it is from now on.</summary>
    [Key(3)] public RecoveryPolicy Policy { get; init; } = RecoveryPolicy.Nothing;
}
