namespace Entracte.Api.Agents;

/// <summary>What follows: the restart of the computation, whose outer process is whoever executes <see cref="Program"/>; or, where that is null, nothing.</summary>
public sealed record SequelOffer
{
    /// <summary>A sentence for people; empty where nothing has to be said.</summary>
    public required string Reason { get; init; }

    public string? Program { get; init; }

    /// <summary>The zeroth included.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Every restart begins a later life than all before it.</summary>
    public long Life { get; init; }
}
