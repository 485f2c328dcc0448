using Entracte.Coordinator.Wire;
using MessagePack;

namespace Entracte.Coordinator;

/// <summary>A restart that waits for its husk. Run, or become, the program; its exit status is then the restored program's.</summary>
[MessagePackObject]
public sealed record RestartTicket : IEntracteMessage
{
    [Key(0)] public string RestartId { get; init; } = "";
    [Key(1)] public string ComputationId { get; init; } = "";
    [Key(2)] public string Name { get; init; } = "";
    [Key(3)] public int Generation { get; init; }

    /// <summary>The husk's program file.</summary>
    [Key(4)] public string Program { get; init; } = "";

    /// <summary>All arguments, the zeroth included; the token by which the husk is recognised is among them.</summary>
    [Key(5)] public string[] Arguments { get; init; } = [];

    /// <summary>Within this time the husk must have connected.</summary>
    [Key(6)] public double ValidSeconds { get; init; }
}
