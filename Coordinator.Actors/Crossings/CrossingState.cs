namespace Entracte.Coordinator.Crossings;

/// <summary>How far a computation is in the cluster that it comes to.</summary>
public enum CrossingState
{
    Building,

    /// <summary>It could run, and waits for the word.</summary>
    Ready,

    /// <summary>It runs, or nothing is left of it.</summary>
    Over,

    /// <summary>It was let run, and what became of that is not known: a node, or the actor that ordered it, was lost in that moment.</summary>
    Unknown,
}
