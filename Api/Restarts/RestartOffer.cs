using Entracte.Api.Checkpoints;

namespace Entracte.Api.Restarts;

/// <summary>
/// Attached: the image is verified and the agent awaits a husk; whoever executes <see cref="Program"/> becomes the restored computation's
/// outer process. Detached: the computation runs already, and the program is null.
/// </summary>
public sealed record RestartOffer
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required int Generation { get; init; }
    public string? Program { get; init; }

    /// <summary>The zeroth included.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The root process as this host sees it; only of a detached restart.</summary>
    public int? Pid { get; init; }

    public double? TotalMilliseconds { get; init; }
    public IReadOnlyList<PhaseDuration> Phases { get; init; } = [];
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
