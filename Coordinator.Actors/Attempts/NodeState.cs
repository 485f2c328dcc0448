namespace Entracte.Coordinator.Attempts;

/// <param name="Reached">Index of the last step that was taken; -1 before the first.</param>
/// <param name="MustReport">The coordinator has ordered the undoing and waits to hear of its end.</param>
internal sealed record NodeState(Route Route, NodePhase Phase, int Reached, bool MustReport = false)
{
    public static NodeState Of(Route route) => new(route, NodePhase.Waiting, -1);

    /// <summary>The step being taken, or the one that will be next; null after the last.</summary>
    public Step? Next => Reached + 1 < Route.Steps.Length ? Route.Steps[Reached + 1] : null;

    public bool IsOver => Phase is NodePhase.Undone or NodePhase.Finished;
}
