namespace Entracte.Api.Checkpoints;

/// <summary>Asks for one checkpoint, of a registered computation or of any process of the user.</summary>
public sealed record CheckpointOrder
{
    /// <summary>A name or id; null when <see cref="Pid"/> is given.</summary>
    public string? Target { get; init; }

    /// <summary>A process that was not launched by us; it and its descendants become a computation.</summary>
    public int? Pid { get; init; }

    /// <summary>Names a computation that is made from a pid.</summary>
    public string? Name { get; init; }

    /// <summary>Absolute; where the image goes. Null: as registered, or the default.</summary>
    public string? Images { get; init; }

    /// <summary>Kill the computation once the image is committed; it stays suspended until then.</summary>
    public bool Kill { get; init; }

    /// <summary>How many generations stay after the commit; null: as registered.</summary>
    public int? Keep { get; init; }

    /// <summary>With zstd: smaller, slower.</summary>
    public bool Compress { get; init; }

    /// <summary>Do not wait until the disk has the image.</summary>
    public bool NoSync { get; init; }

    /// <summary>What becomes of connections to the outside: close (as without it), refuse, keep-listening.</summary>
    public string? External { get; init; }
}
