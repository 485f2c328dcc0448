namespace Entracte.Coordinator.Attempts;

internal enum AttemptPhase
{
    NotBegun,

    /// <summary>From barrier to barrier.</summary>
    Walking,

    /// <summary>It failed; the nodes are putting everything back.</summary>
    Undoing,
    Succeeded,
    GivenUp,
}
