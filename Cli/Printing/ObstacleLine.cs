using Entracte.Api.Problems;

namespace Entracte.Cli.Printing;

/// <summary>An obstacle as one line: where, what, and what to do.</summary>
internal static class ObstacleLine
{
    public static string Of(ProblemObstacle obstacle)
    {
        var process = obstacle.Pid == 0 ? "" : $"pid {obstacle.Pid}";
        var descriptor = obstacle.Descriptor is { } number ? $", descriptor {number}" : "";
        var where = process + descriptor;
        return $"  {(where.Length == 0 ? "" : where.TrimStart(',', ' ') + ": ")}{obstacle.What} {obstacle.Remedy}";
    }
}
