namespace Entracte.GridScheduler.Scheduling;

/// <summary>A job as somebody submitted it.</summary>
internal sealed record JobOrder
{
    /// <summary>Used once; files and images are found by it.</summary>
    public required string Name { get; init; }

    /// <summary>The program, found in the PATH of the nodes, and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The higher, the sooner.</summary>
    public int Priority { get; init; }

    /// <summary>How many of its node's it takes.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Between images that are taken while it runs: what the loss of a node may cost. 0: none.</summary>
    public double CheckpointSeconds { get; init; } = 60;

    /// <summary>Empty: the node agents' own.</summary>
    public string WorkingDirectory { get; init; } = "";
}
