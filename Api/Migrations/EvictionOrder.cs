namespace Entracte.Api.Migrations;

/// <summary>Empties a node, which takes nothing new from then on.</summary>
public sealed record EvictionOrder
{
    public required string Node { get; init; }

    /// <summary>Only to these; null: to any that takes something.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>It takes something again; nothing moves.</summary>
    public bool Undo { get; init; }
}
