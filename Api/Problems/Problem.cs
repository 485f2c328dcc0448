namespace Entracte.Api.Problems;

/// <summary>A failure as RFC 9457 describes it (application/problem+json), with every obstacle at once.</summary>
public sealed record Problem
{
    public const string MediaType = "application/problem+json";

    /// <summary>A stable name of the kind of failure, such as <c>urn:entracte:obstacles</c>; see <see cref="ProblemTypes"/>.</summary>
    public string Type { get; init; } = ProblemTypes.Failure;

    /// <summary>One sentence for people.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 500;

    public string? Detail { get; init; }

    public IReadOnlyList<ProblemObstacle> Obstacles { get; init; } = [];
}
