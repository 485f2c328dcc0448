namespace Entracte.Api.Agents;

/// <summary>What is done for a computation when something of it is lost, without anybody being asked.</summary>
public sealed record Recovery
{
    /// <summary>When nobody says a number.</summary>
    public const int DefaultCrashRestarts = 3;

    /// <summary>How often it is rolled back at most because a program of it has crashed; null: never.</summary>
    public int? CrashRestarts { get; init; }

    /// <summary>How often that has been done.</summary>
    public int CrashRestartsUsed { get; init; }

    /// <summary>restart, suspend or fail; null: nothing is done by itself.</summary>
    public string? OnNodeLoss { get; init; }

    /// <summary>How many other nodes may take lost processes; null: as many as there are.</summary>
    public int? Spares { get; init; }

    /// <summary>Only these may, in this order; null: all.</summary>
    public IReadOnlyList<string>? SpareNodes { get; init; }

    /// <summary>How many have been taken.</summary>
    public int SparesUsed { get; init; }
}
