namespace Entracte.Coordinator.Rollbacks;

/// <summary>What is done next.</summary>
internal enum RollbackOutcome
{
    /// <summary>Everything stays as it is.</summary>
    Nothing,

    /// <summary>The attempt under way ends first, one way or the other.</summary>
    AwaitAttempt,

    /// <summary>Is this the side that decides? Who is not does nothing, until it is.</summary>
    AwaitMajority,

    /// <summary>Which image is there, and where?</summary>
    LookForImage,

    /// <summary>What is lost may still run; it stops by itself, and only then it may be started anew.</summary>
    AwaitFence,

    /// <summary>What is left is ended, and all of it goes on from the image.</summary>
    RollBack,

    /// <summary>What is left is stopped.</summary>
    Suspend,

    /// <summary>What is left is ended.</summary>
    Fail,
}
