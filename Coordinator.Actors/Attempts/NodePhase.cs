namespace Entracte.Coordinator.Attempts;

/// <summary>One node's part of an attempt.</summary>
internal enum NodePhase
{
    /// <summary>At a barrier, or before the first step: waiting for an order.</summary>
    Waiting,

    /// <summary>Taking a step.</summary>
    Busy,

    /// <summary>To be undone as soon as the step that is being taken has ended.</summary>
    Stopping,

    /// <summary>Putting everything back.</summary>
    Undoing,
    Undone,

    /// <summary>The last step was taken; nothing is held any more.</summary>
    Finished,
}
