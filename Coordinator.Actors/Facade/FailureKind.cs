namespace Entracte.Coordinator;

/// <summary>Why something was not done; one HTTP status or exit message each. The numbers travel and are never reused.</summary>
public enum FailureKind
{
    /// <summary>No computation, image or process answers to that name.</summary>
    NotFound = 1,

    /// <summary>Something else is being done to the same computation.</summary>
    Busy = 2,

    /// <summary>Something of the program or of this machine stands in the way; see the obstacles.</summary>
    Obstacles = 3,

    /// <summary>A member ended while it was being checkpointed.</summary>
    ProcessEnded = 4,

    /// <summary>Somebody who was awaited did not answer within the time that reference.hocon gives.</summary>
    TimedOut = 5,

    /// <summary>The image could not be written, read or removed.</summary>
    StoreFailed = 6,

    /// <summary>The host of the processes failed: a hook or husk did not answer, a kernel call went wrong.</summary>
    HostFailed = 7,

    /// <summary>A node was lost or is not there.</summary>
    NodeLost = 8,

    /// <summary>The order came from a coordinator that has been replaced.</summary>
    Fenced = 9,

    /// <summary>The image is damaged, foreign or incomplete.</summary>
    ImageDamaged = 10,

    /// <summary>The request makes no sense as it stands.</summary>
    Invalid = 11,

    /// <summary>The one who asked has withdrawn.</summary>
    Cancelled = 12,

    /// <summary>There is an image, but in fewer copies than the computation wants, so that nothing was ended for it: it runs on.</summary>
    NotDurable = 13,
}
