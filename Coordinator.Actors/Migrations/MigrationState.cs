namespace Entracte.Coordinator.Migrations;

/// <summary>Where a migration stands.</summary>
/// <param name="SomebodyStays">A node is source and target: what is to run there cannot be built beside what stands still there, which has its ports and files.</param>
/// <param name="HasDeparture">The attempt that holds the source has not ended.</param>
/// <param name="HasArrival">The attempt at the target has not ended.</param>
/// <param name="Failure">Why it will not succeed.</param>
internal sealed record MigrationState(MigrationPhase Phase, bool SomebodyStays, bool HasDeparture, bool HasArrival, Failure? Failure)
{
    public static MigrationState Of(bool somebodyStays) => new(MigrationPhase.Departing, somebodyStays, true, false, null);
}
