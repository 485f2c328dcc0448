namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>What becomes of one step of one host.</summary>
internal enum Fate
{
    Ends,

    /// <summary>With an exception.</summary>
    Breaks,

    /// <summary>Until it is cancelled, as a hook does that does not answer.</summary>
    Hangs,

    /// <summary>Inside the kernel, which hears of no cancellation; it ends after a long time.</summary>
    IsStuck,
}
