namespace Entracte.Api.Migrations;

/// <summary>What has become of the computations of a node that was to be emptied.</summary>
/// <param name="Moved">What has gone.</param>
/// <param name="Left">What is still there, and runs on.</param>
public sealed record EvictionReport(string Node, IReadOnlyList<MigrationReport> Moved, IReadOnlyList<EvictionRest> Left);
