namespace Entracte.Api.Restarts;

/// <summary>Asks for a new life of a computation from one of its images.</summary>
public sealed record RestartOrder
{
    /// <summary>Name or id of a computation, or the absolute directory of one generation or of all of a computation's.</summary>
    public required string Target { get; init; }

    /// <summary>Absolute; where images are looked for by name. Null: as registered, then the default.</summary>
    public string? Images { get; init; }

    /// <summary>Null: the last committed one.</summary>
    public int? Generation { get; init; }

    /// <summary>The agent runs the husk itself, with the three files below as standard streams, and answers when all processes run.</summary>
    public bool Detach { get; init; }

    /// <summary>Absolute paths; null: /dev/null. Only with <see cref="Detach"/>: in a terminal the command opens them itself.</summary>
    public string? StandardInput { get; init; }

    public string? StandardOutput { get; init; }
    public string? StandardError { get; init; }

    /// <summary>Only with <see cref="Detach"/>: on this node, and the paths are that node's. Null: the one that is spoken to.</summary>
    public string? Node { get; init; }

    /// <summary>
    /// Of an image of several nodes, as OLD=NEW: what was on the one comes back on the other. What is not named comes back where it was, unless
    /// <see cref="Node"/> says that all goes there.
    /// </summary>
    public IReadOnlyList<string>? Map { get; init; }

    /// <summary>Mapped files are not compared by content where size and time agree.</summary>
    public bool TrustFiles { get; init; }
}
