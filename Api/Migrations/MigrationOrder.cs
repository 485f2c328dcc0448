namespace Entracte.Api.Migrations;

/// <summary>Has a running computation go on elsewhere.</summary>
public sealed record MigrationOrder
{
    /// <summary>Name or id.</summary>
    public required string Target { get; init; }

    /// <summary>The node that all of it goes to; null where a map is given.</summary>
    public string? To { get; init; }

    /// <summary>OLD=NEW: what is on the one goes to the other; what is not named stays.</summary>
    public IReadOnlyList<string>? Map { get; init; }

    /// <summary>
    /// HOST or HOST:PORT of any node of another cluster, to which all of it goes: to that node, unless others of that cluster are named as targets. Null: it stays in
    /// this one.
    /// </summary>
    public string? ToCluster { get; init; }

    /// <summary>Absolute directory of images in the other cluster; null: the same path as here.</summary>
    public string? ToImages { get; init; }

    /// <summary>Take mapped files of the right size for those of the checkpoint.</summary>
    public bool TrustFiles { get; init; }
}
