using Entracte.Api.Problems;

namespace Entracte.Cli.Printing;

/// <summary>An obstacle as one line: where, what, and what to do.</summary>
internal static class ObstacleLine
{
    public static string Of(ProblemObstacle obstacle)
    {
        string?[] places =
        [
            obstacle.Node is { } node ? $"node {node}" : null,
            obstacle.Pid == 0 ? null : $"pid {obstacle.Pid}",
            obstacle.Descriptor is { } number ? $"descriptor {number}" : null,
        ];
        var where = string.Join(", ", places.Where(place => place is not null));
        return $"  {(where.Length == 0 ? "" : where + ": ")}{obstacle.What} {obstacle.Remedy}";
    }
}
