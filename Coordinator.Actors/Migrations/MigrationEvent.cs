namespace Entracte.Coordinator.Migrations;

/// <summary>What a migration hears of. A failure of null means that it went well.</summary>
internal abstract record MigrationEvent
{
    private MigrationEvent()
    {
    }

    /// <summary>The source stands still and its image exists.</summary>
    public sealed record DepartureHeld : MigrationEvent;

    /// <summary>The source has ended, or runs on.</summary>
    public sealed record DepartureEnded(Failure? Failure) : MigrationEvent;

    public sealed record Carried(Failure? Failure) : MigrationEvent;

    /// <summary>The other side is ready to run.</summary>
    public sealed record ArrivalHeld : MigrationEvent;

    /// <summary>The other side runs (or was found fit), or nothing is left of it.</summary>
    public sealed record ArrivalEnded(Failure? Failure) : MigrationEvent;

    /// <summary>The other side was told to run, and nobody can say whether it does.</summary>
    public sealed record ArrivalUnknown(Failure Failure) : MigrationEvent;

    public sealed record Returned(Failure? Failure) : MigrationEvent;

    public sealed record Withdrawn(Failure Failure) : MigrationEvent;
}
