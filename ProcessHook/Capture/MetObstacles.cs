namespace Entracte.ProcessHook.Capture;

/// <summary>What several things meet that are tried one after the other, so that it can all be told at once.</summary>
/// <param name="met">Takes the obstacles.</param>
internal sealed class MetObstacles(ICollection<Obstacle> met)
{
    /// <returns>What the action returns; null where it met obstacles.</returns>
    public T? Try<T>(Func<T?> action)
        where T : class
    {
        try
        {
            return action();
        }
        catch (ObstaclesException exception)
        {
            foreach (var obstacle in exception.Obstacles)
                met.Add(obstacle);
            return null;
        }
    }
}
