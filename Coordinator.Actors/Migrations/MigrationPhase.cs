namespace Entracte.Coordinator.Migrations;

internal enum MigrationPhase
{
    /// <summary>The source is being checkpointed, up to where its processes stand still and the image exists.</summary>
    Departing,

    /// <summary>The image is on its way to the nodes that need it.</summary>
    Carrying,

    /// <summary>Where somebody stays on his node: whether the image fits those where it is new.</summary>
    Checking,

    /// <summary>Everything is built at the target, up to where it could run.</summary>
    Arriving,

    /// <summary>The source is being ended.</summary>
    Leaving,

    /// <summary>The other side begins to run.</summary>
    Settling,

    /// <summary>The other side did not run, and the source has ended: it is restarted where it was.</summary>
    Returning,

    /// <summary>Source and target are put back.</summary>
    Undoing,
    Over,
}
