namespace Entracte.ProcessHook;

/// <summary>A checkpoint or restart was refused. It carries every obstacle at once; nothing was touched.</summary>
public sealed class ObstaclesException(string refused, IReadOnlyList<Obstacle> obstacles)
    : Exception($"{refused}:\n{string.Join('\n', obstacles.Select(obstacle => "  " + obstacle))}")
{
    public IReadOnlyList<Obstacle> Obstacles { get; } = obstacles;

    /// <summary>Whether everything that stood in the way may be gone in a moment.</summary>
    public bool IsTransient => Obstacles.Count > 0 && Obstacles.All(obstacle => obstacle.IsTransient);
}
